package coffer.evidence;

import coffer.bytes.MalformedException;
import coffer.sgx.collateral.CollateralDocument;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import coffer.sgx.quote.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Evidence of an enclave as files in a folder, by the names that Intel's quote verification
/// application has: `quote.dat`; where the quote brings no certificates, `pckCert.pem` and
/// `pckSignChain.pem`, or the latter alone where it brings the platform's own; `tcbInfo.json`,
/// `qeIdentity.json`, `tcbSignChain.pem`, `rootCaCrl.pem` and `intermediateCaCrl.pem`. Without all
/// five of these, `collateral.json` is taken, which has them in one. Which root is trusted is never
/// read from the folder.
public final class SgxFolder {
  static final String QUOTE = "quote.dat";

  private static final String TCB_INFO = "tcbInfo.json";
  private static final String QE_IDENTITY = "qeIdentity.json";
  private static final String TCB_CHAIN = "tcbSignChain.pem";
  private static final String ROOT_CRL = "rootCaCrl.pem";
  private static final String PCK_CRL = "intermediateCaCrl.pem";
  private static final String PCK = "pckCert.pem";
  private static final String PCK_CHAIN = "pckSignChain.pem";

  private SgxFolder() {}

  /// Reads `folder`; `MalformedException` names the file that cannot be understood or is missing.
  public static SgxEvidence load(Path folder) throws IOException {
    return load(new FolderFiles(folder));
  }

  /// The collateral in `folder` alone; null when there is not all of it.
  public static @Nullable SgxCollateral loadCollateral(Path folder) throws IOException {
    return collateral(new FolderFiles(folder));
  }

  /// The files that [#load] reads this evidence from, by name. Of the chains of the two documents
  /// that of the TCB info is written, as one signer signs both.
  public static SortedMap<String, byte[]> files(SgxEvidence evidence) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(QUOTE, evidence.quote().toBytes());
    CertificateChain chain = evidence.pckChain();
    if (chain != null && SgxEvidence.ownChain(evidence.quote()) == null) {
      List<X509Certificate> all = chain.certificates();
      files.put(PCK, pem(all.subList(0, 1)));
      files.put(PCK_CHAIN, pem(all.subList(1, all.size())));
    }
    SgxCollateral collateral = evidence.collateral();
    if (collateral != null) {
      files.put(TCB_INFO, TcbInfo.toBytes(collateral.tcbInfo().document()));
      files.put(QE_IDENTITY, QeIdentity.toBytes(collateral.qeIdentity().document()));
      files.put(TCB_CHAIN, pem(collateral.tcbInfo().signer().certificates()));
      files.put(ROOT_CRL, pem(collateral.rootCrl()));
      files.put(PCK_CRL, pem(collateral.pckCrl()));
    }
    return files;
  }

  private static byte[] pem(List<X509Certificate> certificates) {
    return new CertificateChain(certificates).toPem().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] pem(RevocationList list) {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(list.toBytes().toArray());
    return "-----BEGIN X509 CRL-----\n%s\n-----END X509 CRL-----\n"
        .formatted(base64)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  static SgxEvidence load(FolderFiles files) throws IOException {
    byte[] raw = files.required(QUOTE, "a quote makes evidence");
    Quote quote = FolderFiles.parsed(QUOTE, raw, Quote::parse);
    return new SgxEvidence(quote, pckChain(files, SgxEvidence.ownChain(quote)), collateral(files));
  }

  /// The chain in the quote; beside it is what that lacks, all of it or those above the leaf.
  private static @Nullable CertificateChain pckChain(
      FolderFiles files, @Nullable CertificateChain own) throws IOException {
    if (own != null && own.certificates().size() > 1) {
      return own;
    }
    List<X509Certificate> leaf =
        own == null ? files.parsed(PCK, CertificateChain::parseAll) : own.certificates();
    List<X509Certificate> above = files.parsed(PCK_CHAIN, CertificateChain::parseAll);
    if (leaf == null || above == null) {
      return own;
    }
    if (leaf.isEmpty()) {
      throw new MalformedException(PCK + ": a certificate in PEM wanted, found none");
    }
    return CertificateChain.of(leaf.getFirst(), above);
  }

  private static @Nullable SgxCollateral collateral(FolderFiles files) throws IOException {
    if (!files.hasAll(TCB_INFO, QE_IDENTITY, TCB_CHAIN, ROOT_CRL, PCK_CRL)) {
      CollateralDocument document = files.parsed("collateral.json", CollateralDocument::parse);
      return document == null ? null : SgxCollateral.of(document);
    }
    CertificateChain signer = files.parsed(TCB_CHAIN, SgxFolder::signer);
    var tcbInfo = files.parsed(TCB_INFO, TcbInfo::parseSigned);
    var qeIdentity = files.parsed(QE_IDENTITY, QeIdentity::parseSigned);
    RevocationList rootCrl = files.parsed(ROOT_CRL, RevocationList::parse);
    RevocationList pckCrl = files.parsed(PCK_CRL, RevocationList::parse);
    if (signer == null
        || tcbInfo == null
        || qeIdentity == null
        || rootCrl == null
        || pckCrl == null) {
      return null;
    }
    return new SgxCollateral(
        rootCrl,
        pckCrl,
        new SignedStatement<>(tcbInfo, signer),
        new SignedStatement<>(qeIdentity, signer));
  }

  /// These files have signer and root in either order.
  private static CertificateChain signer(byte[] pem) {
    List<X509Certificate> all = new ArrayList<>(CertificateChain.parseAll(pem));
    X509Certificate leaf =
        all.stream()
            .filter(one -> !CertificateChain.isSelfIssued(one))
            .findFirst()
            .orElseThrow(() -> new MalformedException("a certificate of the signer wanted"));
    return CertificateChain.of(leaf, all);
  }
}
