package coffer.armlang;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Functions on networks such as `10.0.0.0/16` and `fd00::/8` (ARM template functions, "CIDR
/// functions").
final class CidrFunctions {
  private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F.:]+)/([0-9]{1,3})");

  static final List<Function> ALL =
      List.of(
          Function.of("parseCidr", 1, 1, a -> network(a).toValue()),
          Function.of("cidrSubnet", 3, 3, CidrFunctions::subnet),
          Function.of("cidrHost", 2, 2, CidrFunctions::host));

  private CidrFunctions() {}

  /// A network of addresses of `bits` bits.
  private record Network(BigInteger first, int bits, int prefix) {
    BigInteger size() {
      return BigInteger.ONE.shiftLeft(bits - prefix);
    }

    BigInteger last() {
      return first.add(size()).subtract(BigInteger.ONE);
    }

    String text(BigInteger address) {
      byte[] bytes = new byte[bits / 8];
      byte[] raw = address.toByteArray();
      int count = Math.min(raw.length, bytes.length);
      System.arraycopy(raw, raw.length - count, bytes, bytes.length - count, count);
      try {
        String text = InetAddress.getByAddress(bytes).getHostAddress();
        return bits == 32 ? text : Ipv6.shortened(bytes);
      } catch (UnknownHostException e) {
        throw new AssertionError("an address of %d bytes".formatted(bytes.length), e);
      }
    }

    Value toValue() {
      BigInteger mask =
          BigInteger.ONE
              .shiftLeft(bits)
              .subtract(BigInteger.ONE)
              .subtract(size().subtract(BigInteger.ONE));
      boolean hosts = bits == 32 && prefix < 31;
      Map<String, Value> members = new LinkedHashMap<>();
      members.put("network", new Value.Text(text(first)));
      members.put("netmask", new Value.Text(text(mask)));
      if (bits == 32) {
        members.put("broadcast", new Value.Text(text(last())));
      }
      members.put("firstUsable", new Value.Text(text(hosts ? first.add(BigInteger.ONE) : first)));
      members.put(
          "lastUsable", new Value.Text(text(hosts ? last().subtract(BigInteger.ONE) : last())));
      members.put("cidr", Value.Num.of(prefix));
      return new Value.Obj(members);
    }
  }

  private static Network network(Arguments a) {
    Matcher parts = NETWORK.matcher(a.text(0));
    if (parts.matches() && (parts.group(1).contains(":") || isDotted(parts.group(1)))) {
      try {
        byte[] address = InetAddress.getByName(parts.group(1)).getAddress();
        int bits = address.length * 8;
        int prefix = Integer.parseInt(parts.group(2));
        if (prefix <= bits) {
          BigInteger host = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
          return new Network(new BigInteger(1, address).andNot(host), bits, prefix);
        }
      } catch (UnknownHostException e) {
        // falls through to the error that names what is wanted
      }
    }
    throw new ExpressionException(
        a.function() + ", argument 1: a network such as 10.0.0.0/16 wanted");
  }

  private static boolean isDotted(String address) {
    return address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  private static Value subnet(Arguments a) {
    Network network = network(a);
    long prefix = a.integer(1);
    long index = a.integer(2);
    if (prefix < network.prefix() || prefix > network.bits()) {
      throw new ExpressionException(
          "cidrSubnet, argument 2: a prefix from %d to %d wanted, found %d"
              .formatted(network.prefix(), network.bits(), prefix));
    }
    BigInteger size = BigInteger.ONE.shiftLeft(network.bits() - (int) prefix);
    BigInteger first = network.first().add(size.multiply(BigInteger.valueOf(index)));
    if (index < 0 || first.compareTo(network.last()) > 0) {
      throw new ExpressionException(
          "cidrSubnet, argument 3: the network has no subnet %d of this size".formatted(index));
    }
    return new Value.Text(network.text(first) + "/" + prefix);
  }

  private static Value host(Arguments a) {
    Network network = network(a);
    long index = a.integer(1);
    BigInteger address = network.first().add(BigInteger.valueOf(index)).add(BigInteger.ONE);
    if (index < 0 || address.compareTo(network.last()) > 0) {
      throw new ExpressionException(
          "cidrHost, argument 2: the network has no host %d".formatted(index));
    }
    return new Value.Text(network.text(address));
  }
}
