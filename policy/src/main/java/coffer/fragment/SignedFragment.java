package coffer.fragment;

import coffer.bytes.MalformedException;
import coffer.cbor.Cbor;
import coffer.cce.Fragment;
import coffer.cce.FragmentImport;
import coffer.cose.CoseSign1;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A fragment in its envelope. Nothing here says that the signature is good.
///
/// @param issuer the did:x509 that the signer claims to be
/// @param feed the name it is published under
/// @param text the Rego text
public record SignedFragment(CoseSign1 document, String issuer, String feed, String text) {
  static final String ISSUER = "iss";
  static final String FEED = "feed";

  /// The type of such a document in a registry.
  public static final String ARTIFACT_TYPE = "application/x-ms-ccepolicy-frag";

  /// The type of the file in it.
  public static final String MEDIA_TYPE = "application/cose-x509+rego";

  public static SignedFragment parse(byte[] cose) {
    CoseSign1 document = CoseSign1.parse(cose);
    Cbor.Dict headers = document.protectedHeaders();
    return new SignedFragment(
        document,
        headers.get(ISSUER).map(Cbor::asText).orElse(""),
        headers.get(FEED).map(Cbor::asText).orElse(""),
        new String(document.payload().toArray(), StandardCharsets.UTF_8));
  }

  public String namespace() {
    return Fragment.namespaceOf(text);
  }

  public String svn() {
    return Fragment.svnOf(text);
  }

  /// The statement by which a policy accepts this fragment and later ones of its issuer and feed.
  public FragmentImport toImport(String minimumSvn) {
    if (issuer.isEmpty() || feed.isEmpty()) {
      throw new MalformedException(
          "the fragment has no %s in its headers; sign it with one"
              .formatted(issuer.isEmpty() ? "issuer" : "feed"));
    }
    return new FragmentImport(feed, issuer, minimumSvn, Fragment.includesOf(text));
  }

  /// A document of import statements.
  public static Json document(List<FragmentImport> imports) {
    return Json.object()
        .put("fragments", imports.stream().map(FragmentImport::toJson).toList())
        .build();
  }
}
