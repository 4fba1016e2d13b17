"""The sheet that charts are drawn on, with its colours, and what a notebook shows. Matplotlib loads with the sheet."""
