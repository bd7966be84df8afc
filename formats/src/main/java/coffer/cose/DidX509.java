package coffer.cose;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// An issuer named by a certificate authority's fingerprint and by what the leaf must have
/// (did:x509 method, version 0): `did:x509:0:sha256:FINGERPRINT::eku:OID`, with more policies
/// appended by `::`.
///
/// `hash` is `SHA-256`, `SHA-384` or `SHA-512`; `fingerprint` has that hash of a certificate of the
/// chain other than the leaf.
public record DidX509(String hash, Bytes fingerprint, List<Policy> policies) {
  private static final String PREFIX = "did:x509:0:";

  public DidX509 {
    policies = List.copyOf(policies);
  }

  /// What the leaf certificate must have: policy `eku`, `subject` or `san`, and its values.
  public record Policy(String name, List<String> values) {
    public Policy {
      values = List.copyOf(values);
    }
  }

  public static DidX509 parse(String did) {
    if (!did.startsWith(PREFIX)) {
      throw new MalformedException("issuer: did:x509:0 wanted, found '" + did + "'");
    }
    List<String> parts = Arrays.asList(did.substring(PREFIX.length()).split("::", -1));
    String[] authority = parts.getFirst().split(":", -1);
    if (authority.length != 2 || parts.size() < 2) {
      throw new MalformedException(
          "issuer: HASH:FINGERPRINT and at least one policy wanted, found '" + did + "'");
    }
    List<Policy> policies = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      policies.add(policy(part));
    }
    return new DidX509(hash(authority[0]), Bytes.of(Base64Text.decode(authority[1])), policies);
  }

  private static String hash(String name) {
    return switch (name) {
      case "sha256" -> "SHA-256";
      case "sha384" -> "SHA-384";
      case "sha512" -> "SHA-512";
      default -> throw new MalformedException("issuer: no hash '" + name + "' in did:x509");
    };
  }

  private static Policy policy(String text) {
    String[] words = text.split(":", -1);
    if (words.length < 2 || !List.of("eku", "subject", "san").contains(words[0])) {
      throw new MalformedException(
          "issuer: policy eku, subject or san wanted, found '" + text + "'");
    }
    List<String> values = new ArrayList<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      values.add(decoded(word));
    }
    return new Policy(words[0], values);
  }

  private static String decoded(String word) {
    try {
      return URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("issuer: '" + word + "' is not percent-encoded text");
    }
  }

  /// The issuer that has `commonName` as its subject, below the certificate with this SHA-256.
  public static DidX509 ofSubject(Bytes sha256, String commonName) {
    return new DidX509(
        "SHA-256", sha256, List.of(new Policy("subject", List.of("CN", commonName))));
  }

  /// The identifier, which [#parse] reads back.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(PREFIX);
    out.append(hash.toLowerCase(Locale.ROOT).replace("-", ""));
    out.append(':').append(Base64Text.url(fingerprint.toArray()));
    for (Policy policy : policies) {
      out.append("::").append(policy.name());
      policy.values().forEach(value -> out.append(':').append(encoded(value)));
    }
    return out.toString();
  }

  private static String encoded(String value) {
    StringBuilder out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) Byte.toUnsignedInt(b);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
