#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *in_file, *out_file;
static int tty_in = -1, tty_out = -1, drain = -1;
static struct termios found;
static bool is_raw;

// Enough for the emergency: main screen, cursor, no paste brackets, plain letters.
static const char leave[] = "\033[?2004l\033[?1049l\033[?25h\033[0m";

static void write_all(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(tty_out, bytes, count);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static void pass_on(void) {
  static char frame[1 << 20];
  size_t count = 0;
  ssize_t got;
  while (count < sizeof frame && (got = read(drain, frame + count, sizeof frame - count)) > 0)
    count += (size_t)got;
  write_all(frame, count);
}

static void make_raw(void) {
  struct termios raw = found;
  raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IXON | ISTRIP);
  raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG | IEXTEN);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr(tty_in, TCSADRAIN, &raw);
  is_raw = true;
}

static void measure(int *high, int *wide) {
  struct winsize size;
  *high = 24;
  *wide = 80;
  if (ioctl(tty_out, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    *high = size.ws_row;
    *wide = size.ws_col;
  }
}

int us_open(const char *term, int input, int output) {
  int ends[2], error = 0, high, wide;
  setlocale(LC_CTYPE, "");
  tty_in = input;
  tty_out = output;
  if (tcgetattr(tty_in, &found) != 0) return US_FAILED;
  if (setupterm(term, output, &error) != OK) return US_UNKNOWN_TERM;
  char *move = tigetstr("cup");
  bool can_move = move != NULL && move != (char *)-1;
  del_curterm(cur_term);
  if (!can_move) return US_NO_CURSOR;
  if (pipe2(ends, O_CLOEXEC) != 0) return US_FAILED;
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  drain = ends[0];
  out_file = fdopen(ends[1], "w");
  in_file = fdopen(dup(tty_in), "r");
  if (!out_file || !in_file) return US_FAILED;
  use_env(FALSE);
  measure(&high, &wide);
  screen = newterm((char *)term, out_file, in_file);
  if (!screen) return US_UNKNOWN_TERM;
  set_term(screen);
  make_raw();
  resizeterm(high, wide);
  set_escdelay(getenv("ESCDELAY") ? ESCDELAY : 25);
  if (start_color() == OK) use_default_colors();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  define_key("\033[200~", KEY_MAX - 2);
  define_key("\033[201~", KEY_MAX - 3);
  refresh();
  pass_on();
  write_all("\033[?2004h", 8);
  return US_OK;
}

void us_close(void) {
  if (!screen) return;
  write_all("\033[?2004l", 8);
  endwin();
  pass_on();
  tcsetattr(tty_in, TCSADRAIN, &found);
  is_raw = false;
  delscreen(screen);
  screen = NULL;
}

void us_suspend(void) {
  if (!screen) return;
  write_all("\033[?2004l", 8);
  endwin();
  pass_on();
  tcsetattr(tty_in, TCSADRAIN, &found);
  is_raw = false;
}

void us_resume(void) {
  if (!screen) return;
  int high, wide;
  make_raw();
  measure(&high, &wide);
  resizeterm(high, wide);
  clearok(curscr, TRUE);
  refresh();
  pass_on();
  write_all("\033[?2004h", 8);
}

void us_resize(int high, int wide) {
  resizeterm(high, wide);
  clearok(curscr, TRUE);
}

int us_rows(void) { int high, wide; measure(&high, &wide); return high; }
int us_columns(void) { int high, wide; measure(&high, &wide); return wide; }
int us_colours(void) { return has_colors() ? COLORS : 0; }

// Pairs are made as they are first asked for.
static int pair_of(int foreground, int background) {
  static struct { int foreground, background; } made[512];
  static int count;
  if (!has_colors() || (foreground < 0 && background < 0)) return 0;
  if (foreground >= COLORS) foreground = foreground >= 8 && COLORS == 8 ? foreground % 8 : -1;
  if (background >= COLORS) background = -1;
  for (int index = 0; index < count; index++)
    if (made[index].foreground == foreground && made[index].background == background)
      return index + 1;
  if (count >= 511 || count + 1 >= COLOR_PAIRS) return 0;
  made[count].foreground = foreground;
  made[count].background = background;
  count++;
  init_extended_pair(count, foreground, background);
  return count;
}

void us_draw(int row, int column, const wchar_t *text, int foreground, int background,
             unsigned attributes) {
  attr_t attr = A_NORMAL;
  if (attributes & US_BOLD) attr |= A_BOLD;
  if (attributes & US_REVERSE) attr |= A_REVERSE;
  if (attributes & US_UNDERLINE) attr |= A_UNDERLINE;
  if (attributes & US_DIM) attr |= A_DIM;
  int pair = pair_of(foreground, background);
  attr_set(attr, 0, &pair);
  mvaddwstr(row, column, text);
}

void us_cursor(int row, int column, bool visible) {
  curs_set(visible ? 1 : 0);
  move(row, column);
}

void us_flush(void) {
  refresh();
  pass_on();
}

void us_raw(const char *bytes, int count) { write_all(bytes, (size_t)count); }

int32_t us_key(void) {
  wint_t key = 0;
  int kind = get_wch(&key);
  if (kind == ERR) return -1;
  if (kind == OK) return (int32_t)key;
  switch (key) {
  case KEY_UP: return US_CODE | US_UP;
  case KEY_DOWN: return US_CODE | US_DOWN;
  case KEY_LEFT: return US_CODE | US_LEFT;
  case KEY_RIGHT: return US_CODE | US_RIGHT;
  case KEY_HOME: return US_CODE | US_HOME;
  case KEY_END: return US_CODE | US_END;
  case KEY_PPAGE: return US_CODE | US_PAGE_UP;
  case KEY_NPAGE: return US_CODE | US_PAGE_DOWN;
  case KEY_DC: return US_CODE | US_DELETE;
  case KEY_BACKSPACE: return US_CODE | US_BACKSPACE;
  case KEY_BTAB: return US_CODE | US_BACK_TAB;
  case KEY_ENTER: return US_CODE | US_ENTER;
  case KEY_MAX - 2: return US_CODE | US_PASTE_START;
  case KEY_MAX - 3: return US_CODE | US_PASTE_END;
  default:
    if (key >= KEY_F(1) && key <= KEY_F(12))
      return US_CODE | (US_FUNCTION + (int32_t)(key - KEY_F(0)));
    return US_CODE;
  }
}

void us_emergency(void) {
  if (!is_raw) return;
  write_all(leave, sizeof leave - 1);
  tcsetattr(tty_in, TCSANOW, &found);
}
