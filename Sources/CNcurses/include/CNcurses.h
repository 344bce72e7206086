// What Swift cannot import of ncurses: macros, variadic functions, globals, streams.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

// How a screen could not be opened.
enum { US_OK = 0, US_UNKNOWN_TERM = 1, US_NO_CURSOR = 2, US_FAILED = 3 };

// Opens a screen of this terminal type on the two descriptors of a terminal. What ncurses writes
// goes into a pipe, from which us_flush passes on one write a frame.
int us_open(const char *term, int input, int output);
// Leaves the screen; the terminal is as it was found.
void us_close(void);
// Gives the terminal back for a while, and takes it again.
void us_suspend(void);
void us_resume(void);
// Tells the screen that the terminal has another size.
void us_resize(int rows, int columns);
int us_rows(void);
int us_columns(void);
int us_colours(void);

// Looks, by number: colours -1 for the terminal's own; attributes as bits.
enum { US_BOLD = 1, US_REVERSE = 2, US_UNDERLINE = 4, US_DIM = 8 };
void us_draw(int row, int column, const wchar_t *text, int foreground, int background,
             unsigned attributes);
void us_cursor(int row, int column, bool visible);
// Draws the differences, and writes them at once.
void us_flush(void);
// Writes bytes to the terminal behind what was drawn: titles, the clipboard.
void us_raw(const char *bytes, int count);

// The next key that is waiting: a character's code point, or one of ncurses' codes with US_CODE
// set; -1 for none.
enum { US_CODE = 0x40000000 };
int32_t us_key(void);
enum {
  US_UP = 1, US_DOWN, US_LEFT, US_RIGHT, US_HOME, US_END, US_PAGE_UP, US_PAGE_DOWN, US_DELETE,
  US_BACKSPACE, US_BACK_TAB, US_ENTER, US_PASTE_START, US_PASTE_END, US_FUNCTION = 100,
};

// Puts the terminal back from a signal handler: only what is allowed there.
void us_emergency(void);
