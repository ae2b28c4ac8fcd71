/**
 * Who may import whom. Packages by what their package.json declares, folders inside a package by the order that docs/architecture.md
 * draws: no arrow runs back up.
 */
const layers = (folder, ...names) =>
  names.slice(0, -1).map((name, index) => ({
    name: `${folder}-${name}-imports-downwards-only`,
    comment: `lib/${folder}/${name} lies below ${names.slice(index + 1).join(", ")}.`,
    severity: "error",
    from: { path: `^lib/${folder}/${name}/` },
    to: { path: `^lib/${folder}/(${names.slice(index + 1).join("|")})/` },
  }));

module.exports = {
  forbidden: [
    {
      name: "no-cycle-by-value",
      comment: "Two files that need each other to load are one file, or three.",
      severity: "error",
      from: { path: "^lib/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "packages-by-name-only",
      comment: "Another package is imported by its name, through its door.",
      severity: "error",
      from: { path: "^lib/([^/]+)/" },
      to: { path: "^lib/", pathNot: "^lib/($1|[^/]+/dist)/", dependencyTypes: ["local"] },
    },
    {
      name: "only-declared-packages",
      comment: "What a package imports stands in its package.json.",
      severity: "error",
      from: { path: "^lib/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-dev", "npm-unknown", "unknown", "undetermined"] },
    },
    {
      name: "sandbox-for-connect-alone",
      comment: "Nothing knows the sandbox but connect, which loads it when it is asked for.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(sandbox/|cli/|disk-encryption/connection/connect\\.ts$)" },
      to: { path: "^node_modules/@runbooks/sandbox/" },
    },
    ...layers(
      "disk-encryption",
      "nouns",
      "checks",
      "protection",
      "recommendation",
      "connection",
      "probe",
      "observe",
      "change",
      "verify",
      "jobs",
      "propose",
      "presentation",
    ),
    ...layers("fleet", "nouns", "coverage", "charts", "inventory", "presentation"),
  ],
  options: {
    doNotFollow: { path: ["node_modules", "/dist/"] },
    exclude: { path: "/dist/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    // So that a package of ours is judged as any other: by what package.json declares.
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "require", "node", "default", "types"],
    },
  },
};
