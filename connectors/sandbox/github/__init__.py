"""A GitHub to try things on: a server that speaks the used part of its REST API, with webhooks, limits and faults.

In Enterprise Server's layout: the API below /api/v3, web pages beside it. It keeps everything in memory, listens on
loopback only, and knows nothing about who uses it or what for. Begin at `server.serve` and `seed.seeded_world`.

    state, world, founding    what there is, and putting it there
    acts                      what people do, with their rights, history and webhooks
    shapes                    the world as GitHub's JSON
    rest, pages, control      three doors: the API, the web pages, and what only a test may do
    webhooks                  deliveries
    chaos, limits             what goes wrong on purpose
"""
