// libpq, as its header declares it, and what Swift cannot say to it.
#pragma once
#include <stdbool.h>

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

// Takes the variables out of the environment by which libpq could be led elsewhere, or to trust
// less: PGHOSTADDR, PGSSLMODE, PGOPTIONS, service files and others. What stays is how a password is
// given: PGPASSWORD and PGPASSFILE.
void up_forget_environment(void);

// Lets what the server notes pass in silence.
void up_be_silent(PGconn *connection);

// Waits until something can be read from the server, for so many milliseconds at most.
// Returns 1 if so, 0 where the time passed, -1 where the connection is lost.
int up_wait(PGconn *connection, int milliseconds);
