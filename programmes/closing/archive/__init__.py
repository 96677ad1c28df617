"""The archive pack of a closed round: what it holds, and how it is built."""
