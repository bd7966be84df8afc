/// Documents made for the policy generator itself: its configuration (`--input`, in both of its
/// versions) and container definitions that are taken over as they are (`--with-containers`).
@NullMarked
package coffer.config;

import org.jspecify.annotations.NullMarked;
