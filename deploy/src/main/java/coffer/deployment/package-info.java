/// What a target takes to start a service: manifests and run files, as text.
@NullMarked
package coffer.deployment;

import org.jspecify.annotations.NullMarked;
