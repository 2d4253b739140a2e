package io.keyturn.settings.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicHostsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1"
      })
  void whatIsNotOfThePublicInternetIsNotCalled(String address) throws Exception {
    assertThat(PublicHosts.isPublic(InetAddress.getByName(address))).isFalse();
    assertThatThrownBy(() -> new PublicHosts(List.of()).lookup(address))
        .isInstanceOf(PublicHosts.NotPublic.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void whatIsOfThePublicInternetIsCalled(String address) throws Exception {
    assertThat(new PublicHosts(List.of()).lookup(address)).hasSize(1);
  }

  @Test
  void aHostThatIsAllowedMayBePrivateAndNoOther() throws Exception {
    PublicHosts hosts = new PublicHosts(List.of("LocalHost "));

    assertThat(hosts.lookup("localhost")).isNotEmpty();
    assertThatThrownBy(() -> hosts.lookup("127.0.0.1")).isInstanceOf(PublicHosts.NotPublic.class);
  }
}
