#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int tty_in = -1, tty_out = -1;
static struct termios found;
static char leave_bytes[512];
static int leave_count;
// The error output while the screen is open, and the place where it waits.
static int errors_found = -1, errors_waiting = -1;
static atomic_bool is_taken;

static atomic_int signals_seen, ended_by;
static atomic_bool is_away;
static int wake = -1;

int us_event(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int us_memory(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

bool us_guard_remember(int input, int output) {
  tty_in = input;
  tty_out = output;
  leave_count = 0;
  return tcgetattr(input, &found) == 0;
}

void us_guard_leave_by(const char *bytes, int count) {
  leave_count = count < (int)sizeof leave_bytes ? count : (int)sizeof leave_bytes;
  memcpy(leave_bytes, bytes, (size_t)leave_count);
}

static void write_all(int file, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

// Programs write to the error output when they crash; on the screen that would be lost.
static void hold_errors(void) {
  if (isatty(STDERR_FILENO) != 1) return;
  if (errors_waiting < 0) errors_waiting = us_memory("errors");
  if (errors_waiting < 0) return;
  errors_found = dup(STDERR_FILENO);
  if (errors_found >= 0) dup2(errors_waiting, STDERR_FILENO);
}

// Only what is allowed in a signal handler.
static void show_errors(void) {
  char bytes[4096];
  ssize_t count;
  if (errors_found < 0) return;
  dup2(errors_found, STDERR_FILENO);
  close(errors_found);
  errors_found = -1;
  // The last of them, where there are many.
  off_t end = lseek(errors_waiting, 0, SEEK_END);
  lseek(errors_waiting, end > 65536 ? end - 65536 : 0, SEEK_SET);
  while ((count = read(errors_waiting, bytes, sizeof bytes)) > 0)
    write_all(STDERR_FILENO, bytes, (size_t)count);
  if (ftruncate(errors_waiting, 0) == 0) lseek(errors_waiting, 0, SEEK_SET);
}

void us_guard_take(void) {
  struct termios raw = found;
  raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | IXON | ISTRIP);
  raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG | IEXTEN);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr(tty_in, TCSADRAIN, &raw);
  if (atomic_exchange(&is_taken, true)) return;
  hold_errors();
}

void us_guard_trim(void) {
  struct stat waiting;
  if (errors_found < 0 || fstat(errors_waiting, &waiting) != 0 || waiting.st_size < 1 << 20) return;
  if (ftruncate(errors_waiting, 0) == 0) lseek(errors_waiting, 0, SEEK_SET);
}

void us_guard_give_back(void) {
  if (!atomic_exchange(&is_taken, false)) return;
  tcsetattr(tty_in, TCSADRAIN, &found);
  show_errors();
}

static void emergency(void) {
  if (!atomic_exchange(&is_taken, false)) return;
  write_all(tty_out, leave_bytes, (size_t)leave_count);
  tcsetattr(tty_in, TCSANOW, &found);
  show_errors();
}

static const int crashes[] = {SIGSEGV, SIGILL, SIGABRT, SIGTRAP, SIGBUS, SIGFPE, SIGSYS, SIGQUIT};
static const int others[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGPIPE};
enum {
  CRASHES = sizeof crashes / sizeof *crashes,
  OTHERS = sizeof others / sizeof *others,
};
static struct sigaction crashes_found[CRASHES], others_found[OTHERS];
static bool is_watching;

void us_forbid_dumps(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) == 0) {
    limit.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &limit);
  }
  // The limit does not hold for a program that the system hands the image to.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // Nor for what shows the memory around the place of the crash.
  for (int i = 0; i < CRASHES; i++) {
    struct sigaction now;
    if (sigaction(crashes[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      signal(crashes[i], SIG_DFL);
  }
}

static void crashed(int number) {
  if (number == SIGQUIT && atomic_load(&is_away)) return;
  emergency();
  signal(number, SIG_DFL);
  raise(number);
}

static void tell(int what) {
  int saved = errno;
  uint64_t one = 1;
  atomic_fetch_or(&signals_seen, what);
  if (write(wake, &one, sizeof one) < 0) errno = 0;
  errno = saved;
}

static void came(int number) {
  switch (number) {
  case SIGWINCH: tell(US_RESIZED); break;
  case SIGTSTP: tell(US_STOPPED); break;
  case SIGCONT: tell(US_CONTINUED); break;
  case SIGPIPE: break;
  case SIGINT:
    if (atomic_load(&is_away)) return;
    // Falls through: sent by another program, it ends this one.
  default:
    atomic_store(&ended_by, number);
    tell(US_ENDED);
  }
}

// A handler runs on a stack of its own, so that it can run when the stack has overflowed.
static void own_stack(void) {
  static char stack[65536];
  stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
  stack_t now;
  if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE) sigaltstack(&own, NULL);
}

int us_signals_watch(void) {
  struct sigaction action = {0};
  if (wake < 0) wake = us_event();
  if (is_watching) return wake;
  is_watching = true;
  atomic_store(&signals_seen, 0);
  atomic_store(&ended_by, 0);
  own_stack();
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = crashed;
  for (int index = 0; index < CRASHES; index++)
    sigaction(crashes[index], &action, &crashes_found[index]);
  // Without SA_RESTART: a write to a terminal that has stopped must end with the process.
  action.sa_handler = came;
  for (int index = 0; index < OTHERS; index++) {
    sigaction(others[index], &action, &others_found[index]);
    // What this process was started to ignore (nohup) stays ignored.
    if (others_found[index].sa_handler == SIG_IGN && others[index] != SIGWINCH)
      sigaction(others[index], &others_found[index], NULL);
  }
  static bool is_registered;
  if (!is_registered) atexit(emergency);
  is_registered = true;
  return wake;
}

void us_signals_unwatch(void) {
  if (!is_watching) return;
  is_watching = false;
  for (int index = 0; index < CRASHES; index++)
    sigaction(crashes[index], &crashes_found[index], NULL);
  for (int index = 0; index < OTHERS; index++)
    sigaction(others[index], &others_found[index], NULL);
}

int us_signals_ended(void) { return atomic_load(&ended_by); }

int us_signals_take(void) {
  uint64_t count;
  if (read(wake, &count, sizeof count) < 0) errno = 0;
  return atomic_exchange(&signals_seen, 0);
}

void us_signals_away(bool away) { atomic_store(&is_away, away); }

void us_signals_stop(void) {
  struct sigaction ours, usual = {.sa_handler = SIG_DFL};
  struct pollfd file = {.fd = wake, .events = POLLIN};
  uint64_t count;
  sigaction(SIGTSTP, NULL, &ours);
  if (ours.sa_handler == SIG_IGN) return;
  if (read(wake, &count, sizeof count) < 0) errno = 0;
  atomic_fetch_and(&signals_seen, ~(US_CONTINUED | US_STOPPED));
  sigaction(SIGTSTP, &usual, NULL);
  kill(0, SIGTSTP);
  // The stop may reach this thread a moment later; where nobody could let the process go on, it
  // does not come at all.
  while (poll(&file, 1, 200) == 1 && !(atomic_load(&signals_seen) & (US_CONTINUED | US_ENDED)))
    if (read(wake, &count, sizeof count) < 0) break;
  sigaction(SIGTSTP, &ours, NULL);
}
