#include "CPostgreSQL.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

void up_forget_environment(void) {
  static const char *const names[] = {
      "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE", "PGSERVICEFILE",
      "PGREALM", "PGOPTIONS", "PGAPPNAME", "PGSSLMODE", "PGREQUIRESSL", "PGSSLCOMPRESSION",
      "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLSNI",
      "PGREQUIREPEER", "PGREQUIREAUTH", "PGSSLCERTMODE", "PGSSLNEGOTIATION",
      "PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION", "PGGSSENCMODE", "PGGSSDELEGATION",
      "PGKRBSRVNAME", "PGGSSLIB", "PGCHANNELBINDING", "PGCONNECT_TIMEOUT", "PGCLIENTENCODING",
      "PGTARGETSESSIONATTRS", "PGLOADBALANCEHOSTS", "PGDATESTYLE", "PGTZ", "PGGEQO",
      "PGSYSCONFDIR", "PGLOCALEDIR"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
}

static void ignore(void *argument, const PGresult *result) {
  (void)argument;
  (void)result;
}

void up_be_silent(PGconn *connection) { PQsetNoticeReceiver(connection, ignore, NULL); }

int up_wait(PGconn *connection, int milliseconds) {
  struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN};
  if (socket.fd < 0) return -1;
  int found = poll(&socket, 1, milliseconds);
  if (found < 0) return errno == EINTR ? 0 : -1;
  return found > 0;
}
