-- What it costs to start a peer.
SELECT 1;
