// What Swift cannot import of ncurses (macros, variadic functions, globals, streams), and what may
// run in a signal handler. All functions but those of the guard are for one thread.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

// --- the screen ---

// Takes a locale for letters. A UTF-8 locale that this host lacks is taken for C.UTF-8, another one
// for C.
void us_locale(const char *name);
// The columns that a character takes in this locale; -1 where it cannot be shown.
int us_width(int32_t scalar);

// How a terminal type is known.
enum { US_KNOWN = 0, US_UNKNOWN = 1, US_NO_CURSOR = 2 };
int us_find(const char *term);

// Opens a screen that reads keys from `input` and draws into `sink`, a file that only it writes.
// `patience` is how many milliseconds Esc waits for the rest of a sequence.
bool us_open(const char *term, int input, int sink, int rows, int columns, int patience);
void us_close(void);
// Leaves the screen for a while; the next us_flush after us_resume draws all of it.
void us_suspend(void);
void us_resume(int rows, int columns);
// Whether the terminal understands xterm's sequences for titles and the clipboard.
bool us_is_xterm(const char *term);
// Whether the terminal shows again what stood there before.
bool us_has_other_screen(void);
// What must be written to leave the screen at any moment: at most `size` bytes. How many.
int us_leave_sequence(char *bytes, int size);

int us_colours(void);
int us_pairs(void);
// Makes a pair of colours; -1 is the terminal's own.
void us_pair(int number, int foreground, int background);
// Attributes are bits; the pair may be any number.
enum { US_BOLD = 1, US_DIM = 2, US_UNDERLINE = 4, US_REVERSE = 8 };
void us_draw(int row, int column, const wchar_t *text, int count, int attributes, int pair);
void us_cursor(int row, int column, bool visible);
// Notes that the terminal moved a part of its screen `count` rows up, or down where less than none,
// and left the rest of it empty. Every sign in that part takes one column.
void us_scrolled(int row, int rows, int column, int width, int count);
// Forgets what is on the terminal, so that all is drawn.
void us_forget(void);
// Draws what is different.
void us_flush(void);

// The next key that waits: a character's code point, or one of these codes with US_CODE set; -1 for
// none.
enum { US_CODE = 0x40000000 };
int32_t us_key(void);
enum {
  US_OTHER, US_UP, US_DOWN, US_LEFT, US_RIGHT, US_HOME, US_END, US_PAGE_UP, US_PAGE_DOWN,
  US_INSERT, US_DELETE, US_BACKSPACE, US_BACK_TAB, US_ENTER, US_PASTE_START, US_PASTE_END,
  US_FUNCTION = 100,
};

// --- the guard: the terminal is left as it was found, whatever happens ---

// Remembers the modes of the terminal; false where there is none.
bool us_guard_remember(int input, int output);
// What must be written to leave at any moment.
void us_guard_leave_by(const char *bytes, int count);
// Takes the terminal: keys come one by one, and what is written to the error output waits.
void us_guard_take(void);
// Forgets what waits there where it is too much; for programs that run for weeks.
void us_guard_trim(void);
// Gives the terminal back as it was found, and shows what waited.
void us_guard_give_back(void);

// --- signals ---

enum { US_RESIZED = 1, US_ENDED = 2, US_STOPPED = 4, US_CONTINUED = 8 };
// Watches signals; a descriptor that is readable when one came, -1 where there is none.
int us_signals_watch(void);
void us_signals_unwatch(void);
// What came since the last call.
int us_signals_take(void);
// The number of the signal by which the process was asked to end; 0 for none.
int us_signals_ended(void);
// While another program has the terminal, Ctrl-c and Ctrl-\ are for that one.
void us_signals_away(bool away);
// Stops the process group as Ctrl-z does; returns when it goes on, or at once where nobody could
// let it go on.
void us_signals_stop(void);

// --- files ---

// A descriptor that others wake a waiting thread by, and a file in memory.
int us_event(void);
int us_memory(const char *name);

// --- crashes ---

// No image of the memory is written when the process crashes, whoever would take it; a program that
// it starts may.
void us_forbid_dumps(void);
