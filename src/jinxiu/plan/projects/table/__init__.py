"""Projects, steps and money as a workbook or as CSV: out, filled in, looked at, and back in one act."""
