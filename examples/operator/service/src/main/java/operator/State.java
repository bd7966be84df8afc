package operator;

import java.util.Set;

/// What the service knows at one moment; without keys or without the list it maps nothing.
sealed interface State {
  record Ready(Keys keys, Set<String> optedOut) implements State {}

  record NotReady(String reason) implements State {}
}
