import { redacted } from "../text-rule.js";
import type { TextRule } from "../text-rule.js";

/** Prefixes before twenty or more letters, digits, `_` and `-`. */
const otherPrefixes: readonly string[] = [
  ...["hvs.", "hvb.", "hvr."], // HashiCorp Vault
  "hf_", // Hugging Face
  ...["shpat_", "shpca_", "shppa_", "shpss_"], // Shopify
  ...["doo_v1_", "dop_v1_", "dor_v1_"], // DigitalOcean
  "pypi-", // PyPI
  ...["lin_api_", "lin_oauth_"], // Linear
  "sbp_", // Supabase
  "r8_", // Replicate
  "key-", // Mailgun
  "dckr_pat_", // Docker Hub
  "glsa_", // Grafana
  "rubygems_", // RubyGems
  "figd_", // Figma
  "PMAK-", // Postman
  "xkeysib-", // Brevo
  ...["sntrys_", "sntryu_"], // Sentry
];

/** A word that people use as well begins a key only before 32 hexadecimal digits. */
function patternOf(prefix: string): string {
  const pattern = prefix.replace(".", "\\.");
  return prefix === "key-" ? `${pattern}(?=[0-9a-f]{32}(?![A-Za-z0-9]))` : pattern;
}

/**
 * Keys of services, by the prefixes that their issuers publish for secret scanners, as gitleaks and secretlint use them.
 */
export const issuerRules: readonly TextRule[] = [
  {
    name: "GitHub",
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
    requiredPrefixes: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    masks: [`«ghp_${"a1B2".repeat(9)}»`, `«github_pat_${"a1B2_".repeat(6)}»`],
    keeps: ["ghp_short", "github_pattern"],
  },
  {
    name: "GitLab",
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|oas|soat|ft)-[A-Za-z0-9_.-]{20,}/g,
    requiredPrefixes: ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "gloas-", "glsoat-", "glft-"],
    masks: ["«glpat-aB3dE5gH7jK9mN1pQ3sT»"],
    keeps: ["glpat-example"],
  },
  {
    name: "Slack",
    pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g,
    requiredPrefixes: ["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-"],
    masks: ["«xoxb-123456789012-abcdefABCDEF»", "«xapp-1-A0123456789-abc»"],
    keeps: ["xox- hugs"],
  },
  {
    name: "Slack webhook",
    pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,}/g,
    requiredPrefixes: ["hooks.slack."],
    masks: ["https://hooks.slack.com/services/«T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX»"],
    keeps: ["https://hooks.slack.com/services/"],
  },
  {
    name: "Stripe",
    pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{20,})/g,
    requiredPrefixes: ["k_live_", "k_test_", "k_prod_", "whsec_"],
    masks: ["«sk_live_4eC39HqLyjWDarjtT1zdp7dc»", "«rk_test_4eC39HqLyjWD»", "«whsec_4eC39HqLyjWDarjtT1zd»"],
    keeps: ["sk_live_", "pk_live_4eC39HqLyjWDarjtT1zdp7dc", "risk_test_4eC39HqLyjWD"],
  },
  {
    name: "AWS key id",
    pattern: /(?<![A-Za-z0-9+/=])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9+/=])/g,
    // Without their first letters, which are frequent.
    requiredWords: ["IA", "CCA"],
    masks: ["key «AKIAIOSFODNN7EXAMPLE» used"],
    keeps: ["TODAYINASIAASACKOFRICEFELLOVER", "AKIA"],
  },
  {
    name: "Google API key",
    pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
    requiredChars: "z",
    requiredWords: ["AIza"],
    masks: [`«AIza${"aB3-_".repeat(7)}»`],
    keeps: ["AIzawa"],
  },
  {
    name: "Google OAuth",
    pattern: /(?<![A-Za-z0-9_-])(?:ya29\.|GOCSPX-)[A-Za-z0-9_-]{20,}/g,
    requiredPrefixes: ["ya29.", "GOCSPX-"],
    masks: ["«ya29.a0AfH6SMBx1234567890»", "«GOCSPX-a0AfH6SMBx1234567890»"],
    keeps: ["ya29 street"],
  },
  {
    name: "OpenAI and Anthropic",
    pattern: /(?<![A-Za-z0-9])sk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_-]{32,}/g,
    requiredPrefixes: ["sk-"],
    masks: [`«sk-proj-${"aB3d".repeat(10)}»`, `«sk-ant-api03-${"aB3d".repeat(10)}»`],
    keeps: ["sk-learn", "a task-force"],
  },
  {
    name: "npm",
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g,
    requiredPrefixes: ["npm_"],
    masks: [`«npm_${"a1B2".repeat(9)}»`],
    keeps: ["npm_config_registry", "npm_lifecycle_event"],
  },
  {
    name: "SendGrid",
    pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g,
    requiredPrefixes: ["SG."],
    masks: [`«SG.${"aB3d".repeat(5)}.${"aB3d".repeat(10)}»`],
    keeps: ["SG.1", "SG. means Singapore"],
  },
  {
    name: "other issuers",
    // The character behind the prefix is looked for first, since it is rare.
    pattern: new RegExp(
      `[_.-](?=[A-Za-z0-9_-]{20})(?<=(?<![A-Za-z0-9_-])(?:${otherPrefixes.map(patternOf).join("|")}))[A-Za-z0-9_-]+`,
      "g",
    ),
    requiredPrefixes: otherPrefixes,
    replace: (match) => (/\d/.test(match) ? `${match.charAt(0)}${redacted}` : match),
    masks: [
      `hvs.«${"aB3d".repeat(8)}»`,
      `hf_«${"aB3d".repeat(8)}»`,
      `shpat_«${"a1b2".repeat(8)}»`,
      `dop_v1_«${"a1b2".repeat(16)}»`,
      `pypi-«AgEIcHlwaS5vcmc${"aB3d".repeat(8)}»`,
      `lin_api_«${"aB3d".repeat(10)}»`,
      `sbp_«${"a1b2".repeat(10)}»`,
      `r8_«${"aB3d".repeat(9)}a»`,
      `key-«${"a1b2".repeat(8)}»`,
      `dckr_pat_«${"aB3d".repeat(7)}»`,
      `glsa_«${"aB3d".repeat(8)}_a1b2c3d4»`,
      `rubygems_«${"a1b2".repeat(12)}»`,
      `figd_«${"aB3d".repeat(10)}»`,
      `PMAK-«${"a1b2".repeat(6)}-${"a1b2".repeat(8)}a1»`,
      `xkeysib-«${"a1b2".repeat(16)}-aB3daB3daB3daB3d»`,
      `sntrys_«${"aB3d".repeat(12)}»`,
    ],
    keeps: [
      "hvs.io",
      "hf_hub_download_from_the_repository",
      "shpat_x",
      "dop_v1_",
      "pypi-publish-action-for-every-release-there-is",
      "lin_api_key",
      "r8_u",
      `cache-key-${"a1b2".repeat(8)}`,
      `key-${"a1b2".repeat(9)}`,
      "key-value-pairs",
      "monkey-patch",
    ],
  },
  {
    name: "Telegram",
    pattern: /(?<=(?<![0-9A-Za-z])(?:bot)?[0-9]{8,10}:)AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
    requires: ": or =",
    requiredWords: ["AA"],
    requiredText: /:AA/,
    masks: [`https://api.telegram.org/bot123456789:«AA${"aB3-_d7".repeat(4)}aB3-_»/getMe`],
    keeps: ["12:AAB", "123456789:AAB"],
  },
  {
    name: "Twilio",
    pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g,
    requiredChars: "K",
    requiredWords: ["SK"],
    masks: [`«SK${"a1b2".repeat(8)}»`],
    keeps: [`SKU${"a1b2".repeat(8)}`, "TASK", "SKIP"],
  },
];
