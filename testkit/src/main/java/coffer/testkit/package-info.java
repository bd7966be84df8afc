/// What tests of several modules share: systematic mutations of input, and the folder of recorded
/// vectors. JDK only.
@NullMarked
package coffer.testkit;

import org.jspecify.annotations.NullMarked;
