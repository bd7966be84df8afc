/// A stand-in for Azure's managed identity: hands out bearer tokens to whoever can reach it, which
/// on a laptop is every process of this machine. For development only.
@NullMarked
package coffer.managedidentity;

import org.jspecify.annotations.NullMarked;
