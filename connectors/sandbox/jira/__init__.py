"""A Jira to try things on: a server that speaks the used part of its REST API, with webhooks, limits and faults.

Cloud or Data Center, as the world is told to be. It keeps everything in memory, listens on loopback only, and knows
nothing about who uses it or what for. Begin at `server.serve` and `founding`.

    schemes, state, world     how it is set up and what there is; `founding` puts it there
    documents                 rich text: Atlassian's document format, wiki markup
    fields, index, jql        values of fields, what search sees, the queries
    acts                      what people do, with their rights, history and webhooks
    shapes                    the world as Jira's JSON
    rest, pages, control      three doors: the API, the web pages, and what only a test may do
    webhooks                  deliveries
    limits                    what slows callers down on purpose
"""
