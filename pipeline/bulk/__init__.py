"""The batch: a million documents from files, JSON Lines, Parquet or WARC into shards, by many processes, through kills and restarts.

``plan`` cuts the sources into chunks, an engine (``local`` or ``dask_engine``) has workers carry them out with ``work.process``, ``ledger``
keeps what is done, ``runner`` leads. What is written depends on the sources and the settings alone: not on the engine, the number of workers, who
was killed when, or how often a chunk was done.
"""
