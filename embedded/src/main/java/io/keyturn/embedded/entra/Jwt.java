package io.keyturn.embedded.entra;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Signed tokens: writes them with one key, reads them with any. RS256, and PS256 for reading. */
final class Jwt {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** A token taken apart; its signature has not been looked at. */
  record Parsed(JsonNode header, JsonNode claims, byte[] signed, byte[] signature) {

    String claim(String name) {
      return claims.path(name).asString("");
    }
  }

  private final PrivateKey privateKey;
  private final RSAPublicKey publicKey;
  private final String keyId;

  private Jwt(PrivateKey privateKey, RSAPublicKey publicKey) throws GeneralSecurityException {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.keyId =
        ENCODER.encodeToString(MessageDigest.getInstance("SHA-1").digest(publicKey.getEncoded()));
  }

  static Jwt withNewKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      return new Jwt(pair.getPrivate(), (RSAPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  static Jwt withKey(String saved) {
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      var key =
          (RSAPrivateCrtKey)
              rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(saved)));
      var spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return new Jwt(key, (RSAPublicKey) rsa.generatePublic(spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the saved signing key cannot be read", e);
    }
  }

  String savedKey() {
    return Base64.getEncoder().encodeToString(privateKey.getEncoded());
  }

  /** The public key as one element of a JWKS. */
  ObjectNode jwk() {
    return JSON.createObjectNode()
        .put("kty", "RSA")
        .put("use", "sig")
        .put("alg", "RS256")
        .put("kid", keyId)
        .put("x5t", keyId)
        .put("n", ENCODER.encodeToString(unsigned(publicKey.getModulus())))
        .put("e", ENCODER.encodeToString(unsigned(publicKey.getPublicExponent())));
  }

  PublicKey publicKey() {
    return publicKey;
  }

  String sign(JsonNode claims) {
    String header =
        JSON.createObjectNode()
            .put("typ", "JWT")
            .put("alg", "RS256")
            .put("kid", keyId)
            .put("x5t", keyId)
            .toString();
    String signed = encode(header) + "." + encode(claims.toString());
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(privateKey);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }

  /** The claims of a token signed with this very key; nothing else about it has been checked. */
  Optional<JsonNode> verified(String token) {
    return parse(token).filter(parsed -> signedBy(parsed, publicKey)).map(Parsed::claims);
  }

  static Optional<Parsed> parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      return Optional.of(
          new Parsed(
              JSON.readTree(decoder.decode(parts[0])),
              JSON.readTree(decoder.decode(parts[1])),
              (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
              decoder.decode(parts[2])));
    } catch (IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }

  static boolean signedBy(Parsed token, PublicKey key) {
    try {
      String algorithm = token.header().path("alg").asString("");
      Signature signature;
      if (algorithm.equals("RS256")) {
        signature = Signature.getInstance("SHA256withRSA");
      } else if (algorithm.equals("PS256")) {
        signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      } else {
        return false;
      }
      signature.initVerify(key);
      signature.update(token.signed());
      return signature.verify(token.signature());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String encode(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
