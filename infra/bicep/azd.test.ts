import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { snapshotFile } from "./compile.ts"
import { of, type Snapshot } from "./snapshot.ts"

const root = resolve(import.meta.dirname, "../..")
const source = (path: string) => readFileSync(join(root, path), "utf8")
const dev = JSON.parse(readFileSync(snapshotFile("dev"), "utf8")) as Snapshot

/** Services as azure.yaml has them: name and host. */
const services = (
  source("azure.yaml")
    .split(/^services:\n/m)[1]
    ?.split(/^\S/m)[0] ?? ""
)
  .split(/^ {2}(?=\w)/m)
  .flatMap((service) => {
    const [, name] = /^(\w+):/.exec(service) ?? []
    const [, host] = /\bhost: (\w+)/.exec(service) ?? []
    return name === undefined ? [] : [`${name}: ${host}`]
  })

it("every service of azure.yaml is found by its tag, on the resource that it is for", () => {
  const hosts = {
    "Microsoft.App/containerApps": "containerapp",
    "Microsoft.Web/sites": "function",
    "Microsoft.Web/staticSites": "staticwebapp"
  } as const
  const tagged = (["Microsoft.App/containerApps", "Microsoft.Web/sites", "Microsoft.Web/staticSites"] as const).flatMap(
    (kind) => of(dev, kind).map(({ tags }) => `${tags?.["azd-service-name"]}: ${hosts[kind]}`)
  )
  expect(tagged.toSorted()).toEqual(services.toSorted())
})

it("a placeholder gives way to an image from the registry, which its identity may pull", () => {
  const apps = of(dev, "Microsoft.App/containerApps")
  expect(apps.map(({ properties }) => properties.template.containers[0]?.image)).toEqual(
    Array(3).fill("mcr.microsoft.com/k8se/quickstart:latest")
  )
  for (const { properties } of apps) expect(properties.configuration.registries?.length).toBe(1)
})

it("azd is told of the registry", () => {
  expect(source("infra/main.bicep")).toMatch(/^output AZURE_CONTAINER_REGISTRY_ENDPOINT string = /m)
})

it("every environment keeps the image that a part runs: azd and the workflow say it by one name", () => {
  const read = source("infra/environments/common.bicepparam").matchAll(/'(SERVICE_\w+_IMAGE_NAME)'/g)
  expect([...read].map(([, name]) => name)).toEqual(
    ["execution", "realtime", "simulations"].map((part) => `SERVICE_${part.toUpperCase()}_IMAGE_NAME`)
  )
  expect(source(".github/workflows/deploy.yml")).toContain(`SERVICE_\${part^^}_IMAGE_NAME=`)
})
