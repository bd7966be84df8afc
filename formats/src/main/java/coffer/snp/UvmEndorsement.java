package coffer.snp;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import coffer.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Microsoft's signed statement about a utility virtual machine, which confidential containers on
/// Azure find as `reference-info-base64`: the measurement (48 bytes) of a release and its security
/// version number.
///
/// `issuer` is a did:x509; `signingTime` is null when the document does not say. Source: the
/// documents themselves and microsoft/cosesign1go.
public record UvmEndorsement(
    CoseSign1 document,
    String issuer,
    String feed,
    @Nullable Instant signingTime,
    Bytes measurement,
    long svn) {
  private static final long CWT_CLAIMS = 15;
  private static final long HASH_ENVELOPE = 258;
  private static final long ISSUED_AT = 6;
  private static final String SVN = "x-ms-sevsnpvm-guestsvn";
  private static final String SVN_NUMBER = "x-ms-sevsnpvm-guestsvn-int";
  private static final String MEASUREMENT = "x-ms-sevsnpvm-launchmeasurement";

  public UvmEndorsement {
    if (measurement.length() != 48) {
      throw new MalformedException(
          "%s: 48 bytes wanted, found %d".formatted(MEASUREMENT, measurement.length()));
    }
  }

  /// Parses a COSE_Sign1 document with JSON inside.
  public static UvmEndorsement parse(byte[] encoded) {
    CoseSign1 document = CoseSign1.parse(encoded);
    Cbor.Dict headers = document.protectedHeaders();
    if (headers.get(HASH_ENVELOPE).isPresent()) {
      throw new MalformedException("endorsement: a hash envelope (header 258) is not understood");
    }
    Json.Obj payload = Json.parseObject(document.payload().toArray());
    return new UvmEndorsement(
        document,
        claim(headers, 1, "iss"),
        claim(headers, 2, "feed"),
        signingTime(headers),
        Bytes.parseHex(payload.string(MEASUREMENT)),
        svn(payload, headers));
  }

  /// Newer documents have issuer and feed as CWT claims (RFC 9597), older ones as text headers.
  private static String claim(Cbor.Dict headers, long number, String name) {
    Optional<Cbor> claims = headers.get(CWT_CLAIMS);
    Optional<Cbor> value =
        claims.isPresent() ? claims.get().asDict().get(number) : headers.get(name);
    return value
        .orElseThrow(() -> new MalformedException("endorsement: header '" + name + "' is missing"))
        .asText();
  }

  private static @Nullable Instant signingTime(Cbor.Dict headers) {
    Cbor time = headers.get("signingtime").orElse(null);
    if (time == null) {
      return headers
          .get(CWT_CLAIMS)
          .flatMap(claims -> claims.asDict().get(ISSUED_AT))
          .map(issuedAt -> instant(issuedAt.asLong()))
          .orElse(null);
    }
    if (!(time instanceof Cbor.Tagged(long tag, Cbor.Int(long seconds))) || tag != 1) {
      throw new MalformedException("endorsement: signingtime: seconds under tag 1 wanted");
    }
    return instant(seconds);
  }

  private static Instant instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw new MalformedException("endorsement: signingtime: " + seconds + " is no time");
    }
  }

  /// As text, as a number, and as claim `svn` of newer documents: at least one, and all the same.
  private static long svn(Json.Obj payload, Cbor.Dict headers) {
    Set<Long> found = new LinkedHashSet<>();
    payload.optionalString(SVN).ifPresent(text -> found.add(number(text)));
    if (payload.get(SVN_NUMBER).isPresent()) {
      found.add(payload.number(SVN_NUMBER));
    }
    headers
        .get(CWT_CLAIMS)
        .flatMap(claims -> claims.asDict().get("svn"))
        .ifPresent(svn -> found.add(svn.asLong()));
    if (found.size() != 1 || found.iterator().next() < 0) {
      throw new MalformedException(
          "endorsement: one security version number wanted (%s), found %s".formatted(SVN, found));
    }
    return found.iterator().next();
  }

  private static long number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new MalformedException(
          "endorsement: %s: a number wanted, found '%s'".formatted(SVN, text));
    }
    return Long.parseLong(text);
  }
}
