"""The sheet that charts are drawn on: its colours, and how it is saved or shown. Matplotlib loads with the first."""
