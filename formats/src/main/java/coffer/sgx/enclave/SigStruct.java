package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// SIGSTRUCT, 1,808 bytes: what an enclave is and who says so (Intel Software Developer's Manual,
/// volume 3D, "Enclave Signature Structure"). The signature is RSASSA-PKCS1-v1_5 with SHA-256,
/// 3,072 bits, exponent 3; all numbers are little-endian.
///
/// @param modulus 384 bytes
/// @param signature 384 bytes
/// @param q1 384 bytes, the quotient of signature^2 and modulus
/// @param q2 384 bytes, the quotient of what is left of it times the signature, and modulus
public record SigStruct(
    SigStructBody body, Bytes modulus, int exponent, Bytes signature, Bytes q1, Bytes q2) {
  public static final int LENGTH = 1808;
  static final int EXPONENT = 3;

  /// One that nobody signed yet.
  static SigStruct unsigned(SigStructBody body) {
    Bytes zero = Bytes.of(new byte[RsaNumbers.LENGTH]);
    return new SigStruct(body, zero, EXPONENT, zero, zero, zero);
  }

  /// With a signature as signers give it: 384 bytes, most significant first. Refused when it is not
  /// one of `body` under the key.
  public static SigStruct of(SigStructBody body, EnclaveKey key, byte[] signature) {
    key.requireSignature(body.toBytes(), signature);
    BigInteger n = key.modulus();
    BigInteger s = new BigInteger(1, signature);
    BigInteger[] square = s.multiply(s).divideAndRemainder(n);
    return new SigStruct(
        body,
        RsaNumbers.toBytes(n),
        EXPONENT,
        RsaNumbers.toBytes(s),
        RsaNumbers.toBytes(square[0]),
        RsaNumbers.toBytes(square[1].multiply(s).divide(n)));
  }

  /// Parses exactly 1,808 bytes.
  public static SigStruct parse(byte[] raw) {
    if (raw.length != LENGTH) {
      throw new MalformedException(
          "SIGSTRUCT: %d bytes wanted, found %d".formatted(LENGTH, raw.length));
    }
    MemorySegment all = MemorySegment.ofArray(raw);
    ByteReader in = new ByteReader(all);
    ByteReader second = new ByteReader(all);
    second.skip(900);
    SigStructBody body = SigStructBody.read(in, second);
    Bytes modulus = in.at(128).bytes(RsaNumbers.LENGTH);
    int exponent = in.at(512).u32();
    Bytes signature = in.at(516).bytes(RsaNumbers.LENGTH);
    ByteReader rest = second.at(1028);
    rest.zeros(12);
    Bytes q1 = rest.at(1040).bytes(RsaNumbers.LENGTH);
    Bytes q2 = rest.at(1424).bytes(RsaNumbers.LENGTH);
    rest.end();
    return new SigStruct(body, modulus, exponent, signature, q1, q2);
  }

  /// The 1,808 bytes.
  public Bytes toBytes() {
    ByteWriter out = new ByteWriter(LENGTH);
    body.writeFirst(out);
    out.at(128).bytes(modulus);
    out.at(512).u32(exponent);
    out.at(516).bytes(signature);
    body.writeSecond(out.at(900));
    out.at(1028).zeros(12);
    out.at(1040).bytes(q1);
    out.at(1424).bytes(q2);
    return Bytes.of(out.at(LENGTH).toBytes());
  }

  /// MRSIGNER: the SHA-256 of the 384 bytes of the modulus.
  public Bytes mrSigner() {
    return Digest.sha256Of(modulus.toArray()).bytes();
  }

  /// What is wrong with the signature; nothing when the processor would accept it.
  public List<String> problems() {
    if (exponent != EXPONENT) {
      return List.of("exponent: 3 wanted, found " + Integer.toUnsignedString(exponent));
    }
    SigStruct computed;
    try {
      byte[] bigEndian = RsaNumbers.reversed(signature);
      computed = of(body, new EnclaveKey(RsaNumbers.toNumber(modulus)), bigEndian);
    } catch (MalformedException e) {
      return List.of(e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    if (!computed.q1.equals(q1)) {
      problems.add("q1: not the quotient of signature^2 and modulus");
    }
    if (!computed.q2.equals(q2)) {
      problems.add("q2: not the quotient that belongs to the signature");
    }
    return List.copyOf(problems);
  }
}
