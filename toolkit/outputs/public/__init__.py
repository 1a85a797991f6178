"""The public editions (年初公布, 年中公布, 年终公布): facts by whitelist, then page, workbook and document. Pure.

Nothing but `facts` looks at a docket, and it takes along only what 设置.公开字段_… names.
"""
