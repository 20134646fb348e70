const production = [
  "prod-plain",
  "prod-premium",
  "prod-private-endpoints",
  "prod-public",
  "prod-restored",
  "prod-scale",
  "prod-without-free-tier"
]
const but = (...names: ReadonlyArray<string>) => production.filter((name) => !names.includes(name))

/** Which variations have what not every one has, by their parameter files. What is deployed may buy it, or no longer have it. */
export const having = {
  production,
  alwaysOn: ["dev-always-on", ...production],
  images: ["dev-always-on"],
  ownRegistry: ["dev-always-on"],
  everyFlag: ["prod-scale"],
  premium: ["prod-premium"],
  restored: ["prod-restored"],
  frontDoor: but("prod-restored"),
  ownHost: ["prod-premium", "prod-restored"],
  network: but("prod-public"),
  serviceEndpoints: ["prod-plain", "prod-restored", "prod-without-free-tier"],
  privateEndpoints: ["prod-premium", "prod-private-endpoints", "prod-scale"]
} as const satisfies Readonly<Record<string, ReadonlyArray<string>>>
