// The few calls of libldap that usher needs, with every option that decides over trust set on the
// handle: what stands in the environment or in an ldaprc file does not count. Each call blocks.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ul_connection ul_connection;
typedef struct ul_page ul_page;

// What LDAP answers, or one of libldap's own codes below 0.
enum { UL_NO_CA_FILE = 1000, UL_NO_CERTIFICATE = 1001 };

// Makes a connection that is not open yet. `ca_file` holds the authorities that are trusted;
// `certificate` and `key` are what the client shows of itself, or NULL. `verifies` is false only for
// looking at a certificate that was refused, where nothing is sent.
int ul_new(const char *url, const char *ca_file, const char *certificate, const char *key, bool verifies,
           double timeout, ul_connection **out);
void ul_free(ul_connection *connection);

// Encrypts a connection to ldap:// before anything else is sent.
int ul_start_tls(ul_connection *connection);
// Opens a connection; one to ldaps:// does the handshake.
int ul_connect(ul_connection *connection);
// The server's certificate in DER, after the handshake; NULL where there is none. It belongs to the
// connection.
const uint8_t *ul_certificate(ul_connection *connection, size_t *length);

// A simple bind. The password must not be empty.
int ul_bind(ul_connection *connection, const char *dn, const char *password, size_t length);

// Binds as whom the client's certificate names (SASL EXTERNAL, RFC 4422, appendix A).
int ul_bind_external(ul_connection *connection);
// Binds by a ticket of Kerberos (SASL GSSAPI, RFC 4752), for the host's name as it is given. `seals`:
// everything after that is encrypted by the ticket, or the bind fails.
int ul_bind_gssapi(ul_connection *connection, bool seals);

// The text that came with the last answer, or ""; it belongs to the connection.
const char *ul_message(ul_connection *connection);

// One page of a search. `page_size` 0: no paging. `cookie` NULL or empty: from the beginning.
// The result's code is returned; entries may have come before an error, and are in `*out`, which is to
// be freed.
int ul_search(ul_connection *connection, const char *base, int scope, const char *filter,
              const char *const *attributes, int page_size, const uint8_t *cookie,
              size_t cookie_length, double timeout, ul_page **out);
void ul_page_free(ul_page *page);
// How many search references came among the entries.
int ul_page_references(const ul_page *page);
// Whether the answer says how the pages go on, and the cookie of the next one; empty: it was the last.
bool ul_page_goes_on(const ul_page *page, const uint8_t **cookie, size_t *length);

// Goes to the next entry, the first at first; false at the end.
bool ul_page_next(ul_page *page);
// The distinguished name of the entry; NULL where it cannot be read.
const char *ul_entry_dn(ul_page *page);
// Goes to the next attribute of the entry; NULL at the end.
const char *ul_entry_attribute(ul_page *page);
// The number of values of the attribute, and each of them.
int ul_values(ul_page *page);
const uint8_t *ul_value(ul_page *page, int index, size_t *length);
