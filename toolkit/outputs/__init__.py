"""What the office hands in: workbooks, letters, pages."""
