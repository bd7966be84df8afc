/// JMH benchmarks; docs/benchmarks.md says how to run them.
@NullMarked
package coffer.benchmarks;

import org.jspecify.annotations.NullMarked;
