package coffer.workload;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a key of `coffer.yaml` means; the JSON schema is made of it.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@interface Key {
  /// One sentence for people.
  String value();

  /// Whether a document without it is refused.
  boolean required() default false;

  /// The smallest number allowed.
  long minimum() default Long.MIN_VALUE;

  /// The largest number allowed.
  long maximum() default Long.MAX_VALUE;

  /// The regular expression that the text matches.
  String pattern() default "";
}
