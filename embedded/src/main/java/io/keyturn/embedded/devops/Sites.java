package io.keyturn.embedded.devops;

/** Where the three hosts of Azure DevOps are found on this server. */
final class Sites {

  /** Stands for {@code dev.azure.com}. */
  static final String DEVOPS = "/devops";

  /** Stands for {@code vssps.dev.azure.com}. */
  static final String VSSPS = "/vssps";

  /** Stands for {@code app.vssps.visualstudio.com}. */
  static final String ACCOUNTS = "/accounts";

  private Sites() {}

  static String devops(String origin, String organization) {
    return origin + DEVOPS + "/" + organization + "/";
  }

  static String vssps(String origin, String organization) {
    return origin + VSSPS + "/" + organization + "/";
  }
}
