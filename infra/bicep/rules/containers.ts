import { of, type Resource } from "../snapshot.ts"
import { grantsOf } from "./grants.ts"
import { having } from "./having.ts"
import { partOf } from "./identities.ts"
import { changed, removed } from "./mutants.ts"
import { every, only, type Rules, same } from "./rule.ts"

const APP = "Microsoft.App/containerApps"
const ALERT = "Microsoft.Insights/metricAlerts"

/** Stands in until a part's own image is there. */
const PLACEHOLDER = "mcr.microsoft.com/k8se/quickstart:latest"
const isOurs = ({ properties: { template } }: Resource<typeof APP>) =>
  template.containers.some(({ image }) => image !== PLACEHOLDER)

/** How the parts in containers run. */
export const containers: Rules = {
  "of a part as many run as share the work": every(
    APP,
    ({ properties: { template } }) => {
      const { maxReplicas, minReplicas } = template.scale
      const [container] = template.containers
      const shares = container?.env.find(({ name }) => name === `TRADETOWER_${container.name.toUpperCase()}_SHARES`)
      return container?.name === "simulations"
        ? minReplicas === 0 && maxReplicas > 0
        : String(maxReplicas) === shares?.value && (minReplicas === 0 || minReplicas === maxReplicas)
    },
    {
      "two executions share the work of one": changed(
        APP,
        ({ properties }) => (properties.template.scale.maxReplicas = 2),
        "ca-execution"
      ),
      "of three shares one is nobody's": changed(
        APP,
        ({ properties }) => {
          properties.template.scale.minReplicas = 1
          properties.template.scale.maxReplicas = 3
          for (const each of properties.template.containers[0]?.env ?? [])
            if (each.name === "TRADETOWER_EXECUTION_SHARES") each.value = "3"
        },
        "ca-execution"
      ),
      "simulations that nobody asked for": changed(
        APP,
        ({ properties }) => (properties.template.scale.minReplicas = 1),
        "ca-simulations"
      )
    }
  ),
  "who runs around the clock is missed when it doesn't": only(
    having.alwaysOn,
    same(
      "at rest",
      (snapshot) =>
        of(snapshot, APP).flatMap(({ properties: { template } }) =>
          template.scale.minReplicas > 0 ? template.containers.map(({ name }) => name) : []
        ),
      (snapshot) => of(snapshot, ALERT).flatMap(({ name }) => /^sev\d-([a-z]+)-down-/.exec(name)?.[1] ?? []),
      {
        "execution sleeps": changed(
          APP,
          ({ properties }) => (properties.template.scale.minReplicas = 0),
          "ca-execution"
        ),
        "nobody misses execution": removed(ALERT, "execution-down")
      }
    )
  ),
  "nothing reaches a container from outside": every(
    APP,
    ({ properties: { configuration, template } }) =>
      configuration.ingress === undefined && template.containers.length === 1,
    {
      "an ingress": changed(APP, ({ properties }) => (properties.configuration.ingress = { external: true })),
      "a guest": changed(APP, ({ properties: { template } }) => {
        template.containers.push(...template.containers)
      })
    }
  ),
  "one revision works, and has time to end": every(
    APP,
    ({ properties: { configuration, template } }) =>
      configuration.activeRevisionsMode === "Single" && template.terminationGracePeriodSeconds === 60,
    {
      "several do": changed(APP, ({ properties }) => (properties.configuration.activeRevisionsMode = "Multiple")),
      "it has none": changed(APP, ({ properties }) => (properties.template.terminationGracePeriodSeconds = 0))
    }
  ),
  "an image is one digest, of our registry": only(
    having.images,
    every(
      APP,
      ({ properties: { configuration, template } }) => {
        const [image = ""] = template.containers.map((each) => each.image)
        return /@sha256:[0-9a-f]+$/.test(image) && configuration.registries.length === 1
      },
      {
        "whatever is called latest": changed(APP, ({ properties: { template } }) => {
          for (const each of template.containers) each.image = "crtradetower.azurecr.io/execution:latest"
        }),
        "from a registry that nobody named": changed(APP, ({ properties: { configuration, template } }) => {
          for (const each of template.containers) each.image = "docker.io/x/execution@sha256:0000"
          configuration.registries = []
        })
      },
      isOurs
    )
  ),
  "a part that doesn't answer is started anew": only(
    having.images,
    every(
      APP,
      ({ properties: { template } }) =>
        template.containers.every(
          ({ probes }) =>
            probes
              .map(
                ({ failureThreshold, httpGet, periodSeconds, type }) =>
                  `${type} ${httpGet.path} for ${failureThreshold * periodSeconds} s`
              )
              .join() === "Startup /live for 60 s,Liveness /live for 30 s,Readiness /ready for 15 s"
        ),
      {
        "an image of ours is never asked": changed(APP, ({ properties: { template } }) => {
          for (const each of template.containers) each.probes = []
        }),
        "a start is given up at once": changed(APP, ({ properties: { template } }) => {
          for (const { probes } of template.containers) for (const each of probes) each.failureThreshold = 1
        })
      },
      isOurs
    )
  ),
  "a part is woken by every subscription that is its own": same(
    "wake",
    (snapshot) =>
      of(snapshot, APP).flatMap(({ properties: { template } }) =>
        template.scale.rules.map(
          ({ custom: { identity, metadata } }) =>
            `${partOf(identity)} of ${metadata.topicName}/${metadata.subscriptionName}`
        )
      ),
    (snapshot) =>
      grantsOf(snapshot).flatMap((grant) => {
        const [, part, topic, name] =
          /^([a-z]+): Service Bus Data Owner on topics\/([^/]+)\/subscriptions\/([^/]+)$/.exec(grant) ?? []
        return part === undefined || part === "functions" ? [] : [`${part} of ${topic}/${name}`]
      }),
    {
      "sweeps wake nobody": changed(APP, ({ properties }) => properties.template.scale.rules.pop(), "ca-simulations"),
      "another's messages wake it": changed(
        APP,
        ({ properties }) => {
          for (const { custom } of properties.template.scale.rules) custom.metadata.subscriptionName = "engine"
        },
        "ca-realtime"
      )
    }
  )
}
