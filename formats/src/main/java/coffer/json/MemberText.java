package coffer.json;

import coffer.bytes.MalformedException;

/// The text of a member as it stands in a document, blanks and all: what a signature over a part of
/// a JSON document is computed from.
public final class MemberText {
  private MemberText() {}

  /// From a document that is one object without repeated members; see [Json#parse(String)].
  public static String of(String document, String name) {
    if (!(Json.parse(document) instanceof Json.Obj)) {
      throw new MalformedException("an object wanted");
    }
    JsonPlaces places = new JsonPlaces(document);
    JsonPlaces.Span span = places.child(places.root(), name);
    if (span == null) {
      throw new MalformedException("member '" + name + "': missing");
    }
    return document.substring(span.start(), span.end());
  }
}
