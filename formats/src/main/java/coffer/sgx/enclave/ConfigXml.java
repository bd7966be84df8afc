package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The XML of an enclave's configuration (XML 1.0, only what such files use): a declaration and
/// comments, one root, in it elements with text alone. No attributes, entities or sections, so
/// there is nothing to expand and nothing to fetch.
final class ConfigXml {
  private static final String ROOT = "EnclaveConfiguration";
  private static final Pattern EMPTY_ROOT = Pattern.compile("<" + ROOT + "[ \\t\\r\\n]*/>");

  private final String text;
  private int at;

  /// An element and its text as it stands, blanks and all.
  record Element(String name, String text, int line) {}

  private ConfigXml(String text) {
    this.text = text;
  }

  static List<Element> parse(String text) {
    return new ConfigXml(text).document();
  }

  private List<Element> document() {
    at = text.startsWith("\uFEFF") ? 1 : 0;
    if (text.startsWith("<?xml", at)) {
      skipPast("?>", "the end ?> of the declaration");
    }
    skipMisc();
    List<Element> elements = isEmptyRoot() ? List.of() : root();
    skipMisc();
    if (at < text.length()) {
      throw wrong("nothing wanted after </%s>".formatted(ROOT));
    }
    return List.copyOf(elements);
  }

  /// Whether `<EnclaveConfiguration/>` was there, and is behind us now.
  private boolean isEmptyRoot() {
    Matcher empty = EMPTY_ROOT.matcher(text).region(at, text.length());
    if (empty.lookingAt()) {
      at = empty.end();
      return true;
    }
    return false;
  }

  private List<Element> root() {
    String root = startTag();
    if (!root.equals(ROOT)) {
      throw wrong("root element <%s> wanted, found <%s>".formatted(ROOT, root));
    }
    List<Element> elements = new ArrayList<>();
    skipMisc();
    while (!text.startsWith("</", at)) {
      elements.add(element());
      skipMisc();
    }
    endTag(ROOT);
    return elements;
  }

  private Element element() {
    int line = line();
    String name = startTag();
    StringBuilder content = new StringBuilder();
    while (!text.startsWith("</", at)) {
      if (text.startsWith("<!--", at)) {
        skipComment();
      } else if (at == text.length()) {
        throw wrong("</%s> wanted, found the end of the text".formatted(name));
      } else if (text.charAt(at) == '<' || text.charAt(at) == '&') {
        throw wrong("a number wanted in <%s>, found '%c'".formatted(name, text.charAt(at)));
      } else {
        content.append(text.charAt(at++));
      }
    }
    endTag(name);
    return new Element(name, content.toString(), line);
  }

  private String startTag() {
    want("<");
    String name = name();
    skipBlanks();
    if (at < text.length() && text.charAt(at) != '>') {
      throw wrong("<%s> has no attributes and is not empty; '>' wanted".formatted(name));
    }
    want(">");
    return name;
  }

  private void endTag(String name) {
    want("</");
    String found = name();
    if (!found.equals(name)) {
      throw wrong("</%s> wanted, found </%s>".formatted(name, found));
    }
    skipBlanks();
    want(">");
  }

  private String name() {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("the name of an element wanted");
    }
    return text.substring(start, at);
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private void skipMisc() {
    skipBlanks();
    while (text.startsWith("<!--", at)) {
      skipComment();
      skipBlanks();
    }
  }

  private void skipComment() {
    at += "<!--".length();
    skipPast("-->", "the end --> of the comment");
  }

  private void skipPast(String end, String what) {
    int found = text.indexOf(end, at);
    if (found < 0) {
      throw wrong(what + " wanted");
    }
    at = found + end.length();
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void want(String token) {
    if (!text.startsWith(token, at)) {
      String found = at == text.length() ? "the end of the text" : "'" + text.charAt(at) + "'";
      throw wrong("'%s' wanted, found %s".formatted(token, found));
    }
    at += token.length();
  }

  private MalformedException wrong(String problem) {
    return new MalformedException("line %d: %s".formatted(line(), problem));
  }

  private int line() {
    return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
  }
}
