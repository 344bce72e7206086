#include "CLDAP.h"
#include <lber.h>
#include <ldap.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

struct ul_connection {
    LDAP *handle;
    char *message;
    struct berval certificate;
};

struct ul_page {
    LDAP *handle;
    LDAPMessage *all;
    LDAPMessage *entry;
    bool started;
    char *dn;
    BerElement *attributes;
    char *attribute;
    struct berval **values;
    struct berval cookie;
    bool goes_on;
    int references;
};

static struct timeval span(double seconds) {
    struct timeval time;
    time.tv_sec = (time_t)seconds;
    time.tv_usec = (suseconds_t)((seconds - (double)time.tv_sec) * 1e6);
    return time;
}

int ul_new(const char *url, const char *ca_file, const char *certificate, const char *key, bool verifies,
           double timeout, ul_connection **out) {
    *out = NULL;
    // A server that goes away must not end the program with the next write.
    signal(SIGPIPE, SIG_IGN);
    if (ca_file && access(ca_file, R_OK) != 0) return UL_NO_CA_FILE;
    if (certificate && (access(certificate, R_OK) != 0 || access(key, R_OK) != 0))
        return UL_NO_CERTIFICATE;
    LDAP *handle = NULL;
    int code = ldap_initialize(&handle, url);
    if (code != LDAP_SUCCESS) return code;
    ul_connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        ldap_unbind_ext(handle, NULL, NULL);
        return LDAP_NO_MEMORY;
    }
    connection->handle = handle;
    *out = connection;
    int version = LDAP_VERSION3, never = LDAP_DEREF_NEVER, none = 0;
    int demand = verifies ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
    int oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    struct timeval time = span(timeout);
    ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
    ldap_set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    ldap_set_option(handle, LDAP_OPT_DEREF, &never);
    ldap_set_option(handle, LDAP_OPT_SIZELIMIT, &none);
    ldap_set_option(handle, LDAP_OPT_TIMELIMIT, &none);
    ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &time);
    ldap_set_option(handle, LDAP_OPT_TIMEOUT, &time);
    ldap_set_option(handle, LDAP_OPT_RESTART, LDAP_OPT_ON);
    const int files[] = {LDAP_OPT_X_TLS_CACERTDIR, LDAP_OPT_X_TLS_CERTFILE, LDAP_OPT_X_TLS_KEYFILE,
                         LDAP_OPT_X_TLS_CIPHER_SUITE, LDAP_OPT_X_TLS_CRLFILE};
    for (size_t index = 0; index < sizeof files / sizeof *files; index++)
        ldap_set_option(handle, files[index], "");
    code = ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (code == LDAP_OPT_SUCCESS && ca_file)
        code = ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, ca_file);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(handle, LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest);
    // Last: without a new context the options above do not count.
    if (code == LDAP_OPT_SUCCESS) code = ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &none);
    if (code != LDAP_OPT_SUCCESS) return UL_NO_CA_FILE;
    if (!certificate) return LDAP_SUCCESS;
    code = ldap_set_option(handle, LDAP_OPT_X_TLS_CERTFILE, certificate);
    if (code == LDAP_OPT_SUCCESS) code = ldap_set_option(handle, LDAP_OPT_X_TLS_KEYFILE, key);
    if (code == LDAP_OPT_SUCCESS) code = ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &none);
    return code == LDAP_OPT_SUCCESS ? LDAP_SUCCESS : UL_NO_CERTIFICATE;
}

void ul_free(ul_connection *connection) {
    if (!connection) return;
    if (connection->handle) ldap_unbind_ext(connection->handle, NULL, NULL);
    ldap_memfree(connection->message);
    free(connection);
}

int ul_start_tls(ul_connection *connection) {
    return ldap_start_tls_s(connection->handle, NULL, NULL);
}

int ul_connect(ul_connection *connection) { return ldap_connect(connection->handle); }

const uint8_t *ul_certificate(ul_connection *connection, size_t *length) {
    *length = 0;
    if (ldap_get_option(connection->handle, LDAP_OPT_X_TLS_PEERCERT, &connection->certificate) !=
        LDAP_OPT_SUCCESS)
        return NULL;
    *length = connection->certificate.bv_len;
    return (const uint8_t *)connection->certificate.bv_val;
}

int ul_bind(ul_connection *connection, const char *dn, const char *password, size_t length) {
    // A name without a password is taken for nobody, and succeeds.
    if (length == 0) return LDAP_INVALID_CREDENTIALS;
    struct berval secret = {length, (char *)password};
    return ldap_sasl_bind_s(connection->handle, dn, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
}

int ul_bind_external(ul_connection *connection) {
    struct berval nothing = {0, ""};
    return ldap_sasl_bind_s(connection->handle, NULL, "EXTERNAL", &nothing, NULL, NULL, NULL);
}

// What libsasl2 asks, as its header sasl.h has it; the ticket answers everything.
struct question {
    unsigned long id;
    const char *challenge;
    const char *prompt;
    const char *usual;
    const void *answer;
    unsigned length;
};

static int answer(LDAP *handle, unsigned flags, void *defaults, void *questions) {
    (void)handle, (void)flags, (void)defaults;
    // The list ends with SASL_CB_LIST_END.
    for (struct question *next = questions; next && next->id != 0; next++) {
        next->answer = next->usual ? next->usual : "";
        next->length = (unsigned)strlen(next->answer);
    }
    return LDAP_SUCCESS;
}

int ul_bind_gssapi(ul_connection *connection, bool seals) {
    // Over TLS a second layer is refused by Active Directory; without it nothing goes in the clear.
    ldap_set_option(connection->handle, LDAP_OPT_X_SASL_SECPROPS, seals ? "minssf=56" : "none,maxssf=0");
    ldap_set_option(connection->handle, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON);
    return ldap_sasl_interactive_bind_s(connection->handle, NULL, "GSSAPI", NULL, NULL,
                                        LDAP_SASL_QUIET, answer, NULL);
}

const char *ul_message(ul_connection *connection) {
    ldap_memfree(connection->message);
    connection->message = NULL;
    ldap_get_option(connection->handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &connection->message);
    return connection->message ? connection->message : "";
}

static void read_cookie(ul_page *page, LDAPControl **controls) {
    LDAPControl *control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
    ber_int_t estimate = 0;
    if (!control) return;
    if (ldap_parse_pageresponse_control(page->handle, control, &estimate, &page->cookie) ==
        LDAP_SUCCESS)
        page->goes_on = true;
}

int ul_search(ul_connection *connection, const char *base, int scope, const char *filter,
              const char *const *attributes, int page_size, const uint8_t *cookie,
              size_t cookie_length, double timeout, ul_page **out) {
    *out = NULL;
    LDAP *handle = connection->handle;
    ul_page *page = calloc(1, sizeof *page);
    if (!page) return LDAP_NO_MEMORY;
    page->handle = handle;
    *out = page;
    LDAPControl *paging = NULL;
    if (page_size > 0) {
        struct berval place = {cookie_length, (char *)cookie};
        int code = ldap_create_page_control(handle, page_size, &place, 'T', &paging);
        if (code != LDAP_SUCCESS) return code;
    }
    LDAPControl *controls[] = {paging, NULL};
    struct timeval time = span(timeout);
    int code = ldap_search_ext_s(handle, base, scope, filter, (char **)attributes, 0,
                                 paging ? controls : NULL, NULL, &time, LDAP_NO_LIMIT, &page->all);
    if (paging) ldap_control_free(paging);
    if (!page->all) return code == LDAP_SUCCESS ? LDAP_DECODING_ERROR : code;
    page->references = ldap_count_references(handle, page->all);
    LDAPControl **answered = NULL;
    int result = LDAP_SUCCESS;
    int parsed =
        ldap_parse_result(handle, page->all, &result, NULL, NULL, NULL, &answered, 0);
    if (parsed != LDAP_SUCCESS) return parsed;
    if (answered) {
        read_cookie(page, answered);
        ldap_controls_free(answered);
    }
    return code != LDAP_SUCCESS ? code : result;
}

static void end_attribute(ul_page *page) {
    ldap_value_free_len(page->values);
    ldap_memfree(page->attribute);
    page->values = NULL;
    page->attribute = NULL;
}

static void end_entry(ul_page *page) {
    end_attribute(page);
    if (page->attributes) ber_free(page->attributes, 0);
    ldap_memfree(page->dn);
    page->attributes = NULL;
    page->dn = NULL;
}

void ul_page_free(ul_page *page) {
    if (!page) return;
    end_entry(page);
    if (page->cookie.bv_val) ber_memfree(page->cookie.bv_val);
    if (page->all) ldap_msgfree(page->all);
    free(page);
}

int ul_page_references(const ul_page *page) { return page->references; }

bool ul_page_goes_on(const ul_page *page, const uint8_t **cookie, size_t *length) {
    *cookie = (const uint8_t *)page->cookie.bv_val;
    *length = page->cookie.bv_len;
    return page->goes_on;
}

bool ul_page_next(ul_page *page) {
    end_entry(page);
    if (!page->all) return false;
    page->entry = page->started ? ldap_next_entry(page->handle, page->entry)
                                : ldap_first_entry(page->handle, page->all);
    page->started = true;
    return page->entry != NULL;
}

const char *ul_entry_dn(ul_page *page) {
    if (!page->dn) page->dn = ldap_get_dn(page->handle, page->entry);
    return page->dn;
}

const char *ul_entry_attribute(ul_page *page) {
    end_attribute(page);
    page->attribute = page->attributes
                          ? ldap_next_attribute(page->handle, page->entry, page->attributes)
                          : ldap_first_attribute(page->handle, page->entry, &page->attributes);
    if (page->attribute)
        page->values = ldap_get_values_len(page->handle, page->entry, page->attribute);
    return page->attribute;
}

int ul_values(ul_page *page) { return page->values ? ldap_count_values_len(page->values) : 0; }

const uint8_t *ul_value(ul_page *page, int index, size_t *length) {
    *length = page->values[index]->bv_len;
    return (const uint8_t *)page->values[index]->bv_val;
}
