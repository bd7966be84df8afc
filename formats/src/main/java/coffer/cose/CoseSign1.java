package coffer.cose;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A COSE_Sign1 document (RFC 9052, section 4.2): CBOR tag 18 around protected headers, unprotected
/// headers, payload and signature. The protected headers are kept as the bytes that were signed.
public record CoseSign1(
    Bytes protectedBytes, Cbor.Dict unprotectedHeaders, Bytes payload, Bytes signature) {
  private static final long TAG = 18;
  private static final long ALGORITHM = 1;
  private static final long CONTENT_TYPE = 3;
  private static final long X5CHAIN = 33;

  /// Parses one tagged document with its payload inside.
  public static CoseSign1 parse(byte[] encoded) {
    if (!(Cbor.parse(encoded) instanceof Cbor.Tagged(long tag, Cbor.Arr(List<Cbor> parts)))
        || tag != TAG
        || parts.size() != 4) {
      throw new MalformedException("COSE_Sign1: tag 18 around a list of 4 wanted");
    }
    CoseSign1 document =
        new CoseSign1(
            parts.get(0).asBytes(),
            parts.get(1).asDict(),
            parts.get(2).asBytes(),
            parts.get(3).asBytes());
    Cbor.Dict ignored = document.protectedHeaders();
    if (ignored.get(2).isPresent()) {
      throw new MalformedException("COSE_Sign1: header 2 (crit) is not understood");
    }
    return document;
  }

  public byte[] toBytes() {
    Cbor parts =
        new Cbor.Arr(
            List.of(
                new Cbor.Str(protectedBytes),
                unprotectedHeaders,
                new Cbor.Str(payload),
                new Cbor.Str(signature)));
    return new Cbor.Tagged(TAG, parts).toBytes();
  }

  /// A document that is still to be signed, over [#signingInput].
  public static CoseSign1 unsigned(Map<Cbor, Cbor> protectedHeaders, Bytes payload) {
    Bytes headers = Bytes.of(new Cbor.Dict(protectedHeaders).toBytes());
    return new CoseSign1(headers, Cbor.Dict.EMPTY, payload, Bytes.EMPTY);
  }

  /// The protected headers of a document whose signer shows its certificates: algorithm, content
  /// type, the chain in DER with the leaf first (RFC 9360, section 2), and further text headers by
  /// name.
  public static Map<Cbor, Cbor> headers(
      long algorithm, String contentType, List<Bytes> x5chain, Map<String, String> texts) {
    Map<Cbor, Cbor> headers = new LinkedHashMap<>();
    headers.put(new Cbor.Int(ALGORITHM), new Cbor.Int(algorithm));
    headers.put(new Cbor.Int(CONTENT_TYPE), new Cbor.Text(contentType));
    headers.put(
        new Cbor.Int(X5CHAIN),
        x5chain.size() == 1
            ? new Cbor.Str(x5chain.getFirst())
            : new Cbor.Arr(x5chain.stream().<Cbor>map(Cbor.Str::new).toList()));
    texts.forEach((name, value) -> headers.put(new Cbor.Text(name), new Cbor.Text(value)));
    return headers;
  }

  public CoseSign1 withSignature(Bytes value) {
    return new CoseSign1(protectedBytes, unprotectedHeaders, payload, value);
  }

  public Cbor.Dict protectedHeaders() {
    return protectedBytes.length() == 0
        ? Cbor.Dict.EMPTY
        : Cbor.parseDict(protectedBytes.toArray());
  }

  /// The bytes under the signature: `["Signature1", protected, h'', payload]` (RFC 9052, section
  /// 4.4).
  public byte[] signingInput() {
    return new Cbor.Arr(
            List.of(
                new Cbor.Text("Signature1"),
                new Cbor.Str(protectedBytes),
                new Cbor.Str(Bytes.EMPTY),
                new Cbor.Str(payload)))
        .toBytes();
  }

  /// The algorithm's number in the COSE registry, such as -38 for PS384.
  public long algorithm() {
    return protectedHeaders()
        .get(ALGORITHM)
        .orElseThrow(() -> new MalformedException("COSE_Sign1: header 1 (alg) is missing"))
        .asLong();
  }

  /// The certificates of header 33 in DER, the leaf first (RFC 9360, section 2).
  public List<Bytes> x5chain() {
    Cbor chain =
        protectedHeaders()
            .get(X5CHAIN)
            .orElseThrow(
                () -> new MalformedException("COSE_Sign1: header 33 (x5chain) is missing"));
    return chain instanceof Cbor.Arr(List<Cbor> certificates)
        ? certificates.stream().map(Cbor::asBytes).toList()
        : List.of(chain.asBytes());
  }
}
