#define _GNU_SOURCE 1
#include "CText.h"

#include <string.h>

long us_find_bytes(const void *bytes, size_t count, const void *wanted, size_t length) {
  if (length == 0) return 0;
  if (length > count) return -1;
  const char *found = memmem(bytes, count, wanted, length);
  return found ? found - (const char *)bytes : -1;
}
