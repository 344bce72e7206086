import Testing

@testable import LDAP

/// Names are compared decoded, never as texts.
@Suite struct DistinguishedNameTests {
  @Test(arguments: [
    ("OU=People,DC=example,DC=com", "ou=People,dc=example,dc=com"),
    ("cn=Lee\\, Ann,dc=x", "CN=lee\\2c ann, DC=X"), ("cn=a\\+b,dc=x", "cn=a\\2Bb,dc=x"),
    ("cn=Müller,dc=x", "cn=m\\c3\\bcller,dc=x"), ("cn=a  b,dc=x", "cn=a b,dc=x"),
    ("cn=x+uid=y,dc=x", "uid=y+cn=x,dc=x"), ("cn=\"a,b\",dc=x", "cn=a\\,b,dc=x"),
    ("cn = a , dc = x", "cn=a,dc=x"), ("cn=q\\\"q,dc=x", "cn=q\\22q,dc=x"),
  ])
  func theSameName(_ one: String, _ other: String) {
    #expect(DistinguishedName.key(one) == DistinguishedName.key(other))
  }

  @Test(arguments: [
    ("cn=a,cn=b,dc=x", "cn=a\\,cn=b,dc=x"), ("cn=a,dc=x", "cn=a,dc=y"), ("cn=a,dc=x", "ou=a,dc=x"),
    ("cn=ab,dc=x", "cn=a b,dc=x"), ("cn=a+b=c,dc=x", "cn=a\\+b=c,dc=x"),
  ])
  func anotherName(_ one: String, _ other: String) {
    #expect(DistinguishedName.key(one) != DistinguishedName.key(other))
  }
}
