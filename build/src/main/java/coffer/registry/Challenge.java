package coffer.registry;

import coffer.bytes.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How a server wants to be shown who asks: one challenge of a `WWW-Authenticate` header (RFC 9110,
/// section 11.6.1), such as `Bearer realm="https://auth.example/token",service="registry"`.
///
/// @param scheme in lower case
/// @param parameters by their names in lower case
record Challenge(String scheme, Map<String, String> parameters) {
  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /// The challenges of one header.
  static List<Challenge> parse(String header) {
    return new Parser(header).challenges();
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Challenge> challenges() {
      List<Challenge> found = new ArrayList<>();
      separators();
      while (at < text.length()) {
        found.add(challenge());
        separators();
      }
      return found;
    }

    private Challenge challenge() {
      String scheme = token().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new HashMap<>();
      blanks();
      while (at < text.length()) {
        int start = at;
        separators();
        if (at == text.length() || !isTokenPart(text.charAt(at))) {
          break;
        }
        String name = token().toLowerCase(Locale.ROOT);
        blanks();
        if (at == text.length() || text.charAt(at) != '=') {
          at = start;
          break;
        }
        at++;
        blanks();
        parameters.putIfAbsent(name, value());
        blanks();
      }
      return new Challenge(scheme, parameters);
    }

    private String value() {
      if (at == text.length() || text.charAt(at) != '"') {
        return token();
      }
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      if (at >= text.length()) {
        throw new MalformedException("www-authenticate: a closing quote wanted, found the end");
      }
      at++;
      return value.toString();
    }

    private String token() {
      int start = at;
      while (at < text.length() && isTokenPart(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw new MalformedException(
            "www-authenticate: a word wanted at character " + at + ", found none");
      }
      return text.substring(start, at);
    }

    private static boolean isTokenPart(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || TOKEN_SYMBOLS.indexOf(c) >= 0;
    }

    private void blanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private void separators() {
      while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
