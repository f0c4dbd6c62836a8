"""One position: result, chart, fills, trailing ladder, time line and journal."""
