"""What a leader is shown: 领导专报 (one page), 一张图 (a slide), 领导任务清单. All from the same figures. Pure."""
