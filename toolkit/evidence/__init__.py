"""What proves: the chained ledger, the archive of originals, promises across a crash, the proof. Effects."""
