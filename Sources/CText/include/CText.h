// What of the C library Swift does not see.
#pragma once

#include <stddef.h>

// The first place of `wanted` in `bytes`; -1 where it does not stand there. Nothing stands everywhere.
long us_find_bytes(const void *bytes, size_t count, const void *wanted, size_t length);
