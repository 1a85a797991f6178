"""Loaded once by the server that workers are forked from, so that no worker loads the common readers again.

What runs a worker is among them: pebble, and asyncio behind it, took each worker longer than ten sheets.
"""

import gc

import pebble.pool.process  # noqa: F401

import toolkit.intake.examine
import toolkit.intake.formats.xlsx
import toolkit.intake.isolation
import toolkit.intake.mail
import toolkit.intake.zips  # noqa: F401

gc.freeze()  # what is loaded stays: neither a worker nor the end of the server looks through it
