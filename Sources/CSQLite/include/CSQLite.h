// Settings of SQLite that Swift cannot reach, since their functions take any number of arguments.
#pragma once

// Leaves out counting the memory that SQLite takes, for which it locks a mutex with each allocation.
// Has no effect once SQLite was used in this process.
void us_sqlite_uncounted(void);

// Gives a connection `count` pieces of memory of `size` bytes each, from which it serves what is small
// without asking the allocator. Has no effect where the connection uses such memory already.
void us_sqlite_pieces(void *connection, int size, int count);
