/** The fields that a trader enters it in. */
export const fields = {
  consumerKey: "consumerKey",
  accessToken: "accessToken",
  tokenSecret: "accessTokenSecret",
  signingKey: "signingKey",
  encryptionKey: "encryptionKey",
  prime: "dhParameters",
  account: "accountNumber"
} as const
