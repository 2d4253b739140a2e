// Lists, reads, proves and updates a service connection with azure-devops-node-api, as a customer's
// script would. The library asks the server for routes (OPTIONS) and negotiates versions itself.
//
// Settings: COLLECTION_URL, TOKEN (a personal access token), PROJECT, CONNECTION_ID, NEW_SECRET.
// Over HTTPS with a CA of one's own Node also wants NODE_EXTRA_CA_CERTS.
// Prints one line of JSON without any secret; the exit status tells whether it went well.
"use strict";

const assert = require("node:assert");
const { createRequire } = require("node:module");
const path = require("node:path");
// The library is installed into the build folder, not beside this script.
const library = createRequire(path.join(process.cwd(), "package.json"));
const azdev = library("azure-devops-node-api");

async function main() {
  const { COLLECTION_URL, TOKEN, PROJECT, CONNECTION_ID, NEW_SECRET } = process.env;
  const web = new azdev.WebApi(COLLECTION_URL, azdev.getPersonalAccessTokenHandler(TOKEN));

  const me = (await web.connect()).authenticatedUser;
  const projects = await (await web.getCoreApi()).getProjects();
  assert.ok(projects.some((project) => project.name === PROJECT), "the project is listed");

  const connections = await web.getServiceEndpointApi();
  const listed = (await connections.getServiceEndpoints(PROJECT)).find(({ id }) => id === CONNECTION_ID);
  assert.ok(listed, "the service connection is listed");
  assert.ok(!("serviceprincipalkey" in listed.authorization.parameters), "lists drop the secret");

  const document = await connections.getServiceEndpointDetails(PROJECT, CONNECTION_ID);
  assert.strictEqual(document.authorization.parameters.serviceprincipalkey, null);

  document.authorization.parameters.serviceprincipalkey = NEW_SECRET;
  const { type, url, data, authorization } = document;
  const proof = await connections.executeServiceEndpointRequest(
    {
      dataSourceDetails: { dataSourceName: "TestConnection" },
      resultTransformationDetails: {},
      serviceEndpointDetails: { type, url, data, authorization },
    },
    PROJECT,
    CONNECTION_ID,
  );
  assert.strictEqual(proof.statusCode, "ok");

  const updated = await connections.updateServiceEndpoint(document, CONNECTION_ID);
  assert.strictEqual(updated.id, CONNECTION_ID);
  assert.strictEqual(updated.isReady, true);
  assert.strictEqual(updated.authorization.parameters.serviceprincipalkey, null);

  const roles = await (
    await web.getSecurityRolesApi()
  ).getRoleAssignments("distributedtask.collection.serviceendpointrole", `collection_${CONNECTION_ID}`);
  assert.ok(roles.some(({ identity, role }) => identity.id === me.id && role.name === "Administrator"));

  console.log(JSON.stringify({ signedInAs: me.providerDisplayName, updated: updated.name }));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
