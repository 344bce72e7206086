#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <curses.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *in_file, *out_file;
// Keys are read from a pad of its own: reading from a window would draw it first.
static WINDOW *keys;
static bool has_own_colours;

enum { PASTE_START = KEY_MAX - 2, PASTE_END = KEY_MAX - 3 };

void us_locale(const char *name) {
  if (setlocale(LC_CTYPE, name)) return;
  bool is_utf8 = strcasestr(name, "utf-8") || strcasestr(name, "utf8");
  setlocale(LC_CTYPE, is_utf8 ? "C.UTF-8" : "C");
}

int us_width(int32_t scalar) {
  char bytes[16];
  mbstate_t state = {0};
  if (wcrtomb(bytes, (wchar_t)scalar, &state) == (size_t)-1) return -1;
  return wcwidth((wchar_t)scalar);
}

int us_find(const char *term) {
  int error = 0;
  if (setupterm(term, STDOUT_FILENO, &error) != OK) return US_UNKNOWN;
  char *move = tigetstr("cup");
  bool can_move = move != NULL && move != (char *)-1;
  del_curterm(cur_term);
  return can_move ? US_KNOWN : US_NO_CURSOR;
}

// Keys that terminals send whatever their entry says.
static void define_more_keys(void) {
  static const struct { const char *bytes; int key; } more[] = {
    {"\033[A", KEY_UP},     {"\033OA", KEY_UP},     {"\033[B", KEY_DOWN},  {"\033OB", KEY_DOWN},
    {"\033[C", KEY_RIGHT},  {"\033OC", KEY_RIGHT},  {"\033[D", KEY_LEFT},  {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},   {"\033OH", KEY_HOME},   {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
    {"\033[F", KEY_END},    {"\033OF", KEY_END},    {"\033[4~", KEY_END},  {"\033[8~", KEY_END},
    {"\033[2~", KEY_IC},    {"\033[3~", KEY_DC},    {"\033[5~", KEY_PPAGE},
    {"\033[6~", KEY_NPAGE}, {"\033[Z", KEY_BTAB},   {"\033OP", KEY_F(1)},  {"\033OQ", KEY_F(2)},
    {"\033OR", KEY_F(3)},   {"\033OS", KEY_F(4)},   {"\033OM", KEY_ENTER},
  };
  for (size_t index = 0; index < sizeof more / sizeof *more; index++)
    if (key_defined(more[index].bytes) == 0) define_key(more[index].bytes, more[index].key);
  define_key("\033[200~", PASTE_START);
  define_key("\033[201~", PASTE_END);
}

bool us_open(const char *term, int input, int sink, int high, int wide, int patience) {
  out_file = fdopen(dup(sink), "w");
  in_file = fdopen(dup(input), "r");
  if (!out_file || !in_file) return false;
  // The size is told, never asked from the sink or the environment.
  use_env(FALSE);
  use_tioctl(TRUE);
  screen = newterm((char *)term, out_file, in_file);
  if (!screen) return false;
  set_term(screen);
  // The palette is never changed, so it is not set back either: that would lose the user's own. The
  // string lies in this screen's own copy of the entry.
  char *reset = tigetstr("oc");
  if (reset != NULL && reset != (char *)-1) *reset = '\0';
  set_escdelay(patience);
  if (start_color() == OK) has_own_colours = use_default_colors() == OK;
  noecho();
  nonl();
  idlok(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  resizeterm(high, wide);
  keys = newpad(1, 1);
  if (!keys) return false;
  keypad(keys, TRUE);
  nodelay(keys, TRUE);
  define_more_keys();
  // Reports of the mouse come as they are: ncurses makes other events of them than were sent.
  define_key(NULL, KEY_MOUSE);
  // What was written until here was for the size of the terminal's entry, and is thrown away: the
  // first us_flush starts again.
  endwin();
  return ftruncate(sink, 0) == 0 && lseek(sink, 0, SEEK_SET) == 0;
}

void us_close(void) {
  if (screen) {
    endwin();
    if (keys) delwin(keys);
    delscreen(screen);
  }
  if (out_file) fclose(out_file);
  if (in_file) fclose(in_file);
  screen = NULL;
  keys = NULL;
  out_file = in_file = NULL;
}

void us_suspend(void) { endwin(); }

void us_resume(int high, int wide) {
  resizeterm(high, wide);
  us_forget();
}

bool us_is_xterm(const char *term) {
  static const char *names[] = {"xterm", "screen", "tmux", "rxvt"};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++)
    if (strncmp(term, names[index], strlen(names[index])) == 0) return true;
  return tigetflag("XT") == 1;
}

bool us_has_other_screen(void) {
  char *leave = tigetstr("rmcup");
  return leave != NULL && leave != (char *)-1;
}

// Appends a sequence without the pauses that are written in it.
static int append(char *bytes, int size, int count, const char *sequence) {
  if (sequence == NULL || sequence == (char *)-1) return count;
  while (*sequence != '\0') {
    const char *end = sequence[0] == '$' && sequence[1] == '<' ? strchr(sequence, '>') : NULL;
    if (end) {
      sequence = end + 1;
      continue;
    }
    if (count < size) bytes[count++] = *sequence;
    sequence++;
  }
  return count;
}

int us_leave_sequence(char *bytes, int size) {
  static const char *names[] = {"sgr0", "rmacs", "rmkx", "cnorm", "rmcup"};
  int count = 0;
  for (size_t index = 0; index < sizeof names / sizeof *names; index++)
    count = append(bytes, size, count, tigetstr((char *)names[index]));
  return count;
}

int us_colours(void) { return has_colors() ? COLORS : 0; }

int us_pairs(void) { return has_colors() ? COLOR_PAIRS : 0; }

void us_pair(int number, int foreground, int background) {
  if (!has_own_colours && foreground < 0) foreground = COLOR_WHITE;
  if (!has_own_colours && background < 0) background = COLOR_BLACK;
  init_extended_pair(number, foreground, background);
}

void us_draw(int row, int column, const wchar_t *text, int count, int attributes, int pair) {
  attr_t attr = A_NORMAL;
  if (attributes & US_BOLD) attr |= A_BOLD;
  if (attributes & US_DIM) attr |= A_DIM;
  if (attributes & US_UNDERLINE) attr |= A_UNDERLINE;
  if (attributes & US_REVERSE) attr |= A_REVERSE;
  attr_set(attr, 0, &pair);
  mvaddnwstr(row, column, text, count);
}

void us_cursor(int row, int column, bool visible) {
  curs_set(visible ? 1 : 0);
  move(row, column);
}

void us_scrolled(int row, int rows, int column, int width, int count) {
  int line, place, high, wide, pair = 0;
  short narrow = 0;
  attr_t look = A_NORMAL;
  getyx(curscr, line, place);
  getmaxyx(curscr, high, wide);
  cchar_t *cells = calloc((size_t)width + 1, sizeof *cells);
  if (!cells || row + rows > high || column + width > wide) {
    free(cells);
    clearok(curscr, TRUE);
    return;
  }
  // What is put into a window takes on its look, which is here that of what was written last.
  wattr_get(curscr, &look, &narrow, &pair);
  wattr_set(curscr, A_NORMAL, 0, NULL);
  for (int step = 0; step < rows; step++) {
    int to = count > 0 ? row + step : row + rows - 1 - step;
    int from = to + count;
    if (from >= row && from < row + rows)
      mvwin_wchnstr(curscr, from, column, cells, width);
    else
      for (int index = 0; index < width; index++) setcchar(&cells[index], L" ", A_NORMAL, 0, NULL);
    mvwadd_wchnstr(curscr, to, column, cells, width);
  }
  wattr_set(curscr, look, 0, &pair);
  wmove(curscr, line, place);
  free(cells);
}

void us_forget(void) { clearok(curscr, TRUE); }

void us_flush(void) { refresh(); }

int32_t us_key(void) {
  wint_t key = 0;
  int kind = wget_wch(keys, &key);
  if (kind == ERR) return -1;
  if (kind == OK) return (int32_t)key;
  switch (key) {
  case KEY_UP: return US_CODE | US_UP;
  case KEY_DOWN: return US_CODE | US_DOWN;
  case KEY_LEFT: return US_CODE | US_LEFT;
  case KEY_RIGHT: return US_CODE | US_RIGHT;
  case KEY_HOME: case KEY_FIND: case KEY_A1: return US_CODE | US_HOME;
  case KEY_END: case KEY_SELECT: case KEY_C1: return US_CODE | US_END;
  case KEY_PPAGE: case KEY_A3: return US_CODE | US_PAGE_UP;
  case KEY_NPAGE: case KEY_C3: return US_CODE | US_PAGE_DOWN;
  case KEY_IC: return US_CODE | US_INSERT;
  case KEY_DC: return US_CODE | US_DELETE;
  case KEY_BACKSPACE: return US_CODE | US_BACKSPACE;
  case KEY_BTAB: return US_CODE | US_BACK_TAB;
  case KEY_ENTER: return US_CODE | US_ENTER;
  case PASTE_START: return US_CODE | US_PASTE_START;
  case PASTE_END: return US_CODE | US_PASTE_END;
  default:
    if (key >= KEY_F(1) && key <= KEY_F(12))
      return US_CODE | (US_FUNCTION + (int32_t)(key - KEY_F(0)));
    return US_CODE | US_OTHER;
  }
}
