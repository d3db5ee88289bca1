"""Every word the service writes into a tracker, one module for each place. Pure: values in, Markdown out."""
