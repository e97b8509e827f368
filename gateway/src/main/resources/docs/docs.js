'use strict';
// Renders /openapi.json. Text only ever enters the page as text nodes.
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== ''));
  return node;
};

/** `code` in backticks, the rest as it is. */
const prose = text => (text || '').split(/`([^`]*)`/).map((part, i) => (i % 2 ? el('code', {}, part) : part));

const follow = (doc, node) => {
  for (let hops = 0; node && node.$ref && hops < 32; hops++) {
    node = node.$ref.slice(2).split('/').reduce((at, step) => at && at[step.replace(/~1/g, '/').replace(/~0/g, '~')], doc);
  }
  return node || {};
};

const nameOf = schema => (schema && schema.$ref ? schema.$ref.split('/').pop() : '');

const rules = schema => {
  const said = [];
  if (schema.const !== undefined) said.push('= ' + JSON.stringify(schema.const));
  if (schema.enum) said.push(schema.enum.map(value => JSON.stringify(value)).join(' | '));
  if (schema.format) said.push(schema.format);
  if (schema.pattern) said.push('/' + schema.pattern + '/');
  const range = (low, high, unit) => {
    if (schema[low] !== undefined || schema[high] !== undefined) {
      said.push(`${schema[low] ?? ''}…${schema[high] ?? ''}${unit}`);
    }
  };
  range('minimum', 'maximum', '');
  range('minLength', 'maxLength', ' characters');
  range('minItems', 'maxItems', ' items');
  if (schema.default !== undefined) said.push('default ' + JSON.stringify(schema.default));
  return said.join(' · ');
};

const typeOf = (doc, schema) => {
  const at = follow(doc, schema);
  if (at.type === 'array') return 'array of ' + typeOf(doc, at.items || {});
  const type = Array.isArray(at.type) ? at.type.join(' or ') : at.type || (at.properties ? 'object' : 'any');
  return nameOf(schema) ? `${nameOf(schema)} (${type})` : type;
};

const field = (doc, name, schema, needed, description, depth) => {
  const at = follow(doc, schema);
  const inner = at.type === 'array' ? follow(doc, at.items || {}) : at;
  return el('li', {},
    el('code', {}, name), ' ', el('span', { className: 'note' }, typeOf(doc, schema)), ' ',
    needed ? el('span', { className: 'needed' }, 'required ') : null,
    el('span', { className: 'note' }, [rules(at), inner === at ? '' : rules(inner)].filter(Boolean).join(' · ')),
    description || at.description ? el('div', { className: 'small' }, prose(description || at.description)) : null,
    depth < 5 ? fields(doc, inner, depth + 1) : null);
};

const fields = (doc, schema, depth = 0) => {
  const at = follow(doc, schema);
  const rows = Object.entries(at.properties || {})
    .map(([name, value]) => field(doc, name, value, (at.required || []).includes(name), null, depth));
  const parts = [...(at.allOf || []), ...(at.oneOf || []), ...(at.anyOf || [])];
  parts.forEach((part, i) => {
    const nested = depth < 5 ? fields(doc, part, depth + 1) : null;
    if (nested) {
      rows.push(el('li', {}, el('span', { className: 'note' }, at.allOf ? 'and' : i ? 'or' : 'either', ' ' + nameOf(part)), nested));
    }
  });
  return rows.length ? el('ul', { className: 'fields' }, rows) : null;
};

/** The first example that the contract gives, or one made of the schema. */
const example = (doc, media) => {
  if (media.example !== undefined) return media.example;
  const first = Object.values(media.examples || {})[0];
  return first ? follow(doc, first).value : sample(doc, media.schema || {}, 0);
};

const sample = (doc, schema, depth) => {
  const at = follow(doc, schema);
  const given = at.example ?? (at.examples || [])[0] ?? at.const ?? at.default ?? (at.enum || [])[0];
  if (given !== undefined || depth > 5) return given ?? null;
  if (at.oneOf || at.anyOf) return sample(doc, (at.oneOf || at.anyOf)[0], depth + 1);
  if (at.allOf) return Object.assign({}, ...at.allOf.map(part => sample(doc, part, depth + 1)));
  if (at.type === 'array') return [sample(doc, at.items || {}, depth + 1)];
  if (at.properties) {
    return Object.fromEntries(Object.entries(at.properties).map(([name, value]) => [name, sample(doc, value, depth + 1)]));
  }
  return { integer: at.minimum ?? 1, number: 1, boolean: true, object: {} }[at.type] ?? at.format ?? 'text';
};

const copyable = text => {
  const button = el('button', { type: 'button' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1200);
  });
  return el('div', { className: 'copy' }, el('pre', {}, el('code', {}, text)), button);
};

const quote = text => `'${String(text).replace(/'/g, `'\\''`)}'`;

const curl = (doc, call) => {
  const value = parameter => parameter.example ?? sample(doc, parameter.schema || {}, 0);
  let path = call.path;
  const query = [];
  const lines = [];
  call.parameters.forEach(parameter => {
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value(parameter)));
    if (parameter.in === 'query' && parameter.required) query.push(`${parameter.name}=${encodeURIComponent(value(parameter))}`);
    if (parameter.in === 'header' && parameter.required) lines.push(`-H ${quote(`${parameter.name}: ${value(parameter)}`)}`);
  });
  if (!call.open) lines.unshift('-H "Authorization: Bearer $TOKEN"');
  const [type, media] = Object.entries(follow(doc, call.operation.requestBody).content || {})[0] || [];
  if (type) {
    lines.push(`-H ${quote(`Content-Type: ${type}`)}`);
    lines.push(call.operation['x-stream'] === 'request' ? '--data-binary @FILE' : `-d ${quote(JSON.stringify(example(doc, media)))}`);
  }
  const verb = call.method === 'get' ? '' : ` -X ${call.method.toUpperCase()}`;
  return [`curl${verb} ${quote(location.origin + path + (query.length ? '?' + query.join('&') : ''))}`, ...lines].join(' \\\n  ');
};

const contents = (doc, content, withExample = true) => Object.entries(content || {}).map(([type, media]) => el('div', {},
  el('div', { className: 'note' }, el('code', {}, type), ' ' + nameOf(media.schema)),
  fields(doc, media.schema || {}),
  withExample && (media.example !== undefined || media.examples)
    ? el('pre', {}, el('code', {}, JSON.stringify(example(doc, media), null, 2))) : null));

const answers = (doc, operation) => {
  const all = Object.entries(operation.responses || {}).map(([status, response]) => [status, follow(doc, response)]);
  const good = all.filter(([status]) => /^[23]/.test(status));
  const bad = all.filter(([status]) => !/^[23]/.test(status));
  return [
    good.map(([status, response]) => el('div', {},
      el('h4', {}, 'Answer ' + status), el('div', { className: 'small' }, prose(response.description)),
      contents(doc, response.content))),
    bad.length ? el('h4', {}, 'Problems') : null,
    bad.length ? el('ul', { className: 'fields' }, bad.map(([status, response]) => el('li', {},
      el('code', {}, status), ' ', el('span', { className: 'small' }, prose(response.description))))) : null,
  ];
};

const inside = (doc, call) => {
  const { operation, parameters } = call;
  const body = follow(doc, operation.requestBody);
  return el('div', { className: 'inside' },
    operation.description ? el('p', {}, prose(operation.description)) : null,
    parameters.length ? el('h4', {}, 'Parameters') : null,
    parameters.length ? el('ul', { className: 'fields' }, parameters.map(parameter =>
      field(doc, `${parameter.name} (${parameter.in})`, parameter.schema || {}, parameter.required, parameter.description, 5))) : null,
    body.content ? el('h4', {}, 'Body' + (body.required ? '' : ', optional')) : null,
    contents(doc, body.content),
    answers(doc, operation),
    el('h4', {}, 'Try it'), copyable(curl(doc, call)));
};

const card = (doc, call) => {
  const { operation } = call;
  const tags = [...(operation['x-roles'] || [])];
  if (operation['x-idempotency']) tags.push('idempotency key ' + operation['x-idempotency']);
  if (operation['x-stream']) tags.push('stream');
  const node = el('details', { className: 'call', id: operation.operationId },
    el('summary', {},
      el('span', { className: 'method ' + call.method }, call.method.toUpperCase()),
      el('span', { className: 'path' }, call.path),
      el('span', { className: 'name' }, operation.summary),
      tags.map(tag => el('span', { className: 'tag' }, tag)),
      operation['x-step-up'] ? el('span', { className: 'tag strong' }, 'step-up') : null));
  node.addEventListener('toggle', () => {
    if (node.open && node.children.length === 1) node.append(inside(doc, call));
  });
  return node;
};

const callsOf = doc => Object.entries(doc.paths).flatMap(([path, item]) => METHODS.filter(method => item[method]).map(method => ({
  path, method, operation: item[method],
  open: (item[method]['x-roles'] || []).includes('public'),
  parameters: [...(item.parameters || []), ...(item[method].parameters || [])].map(parameter => follow(doc, parameter)),
  group: (item[method].tags || ['other'])[0],
})));

const openNamed = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named && named.tagName === 'DETAILS') {
    named.open = true;
    named.scrollIntoView();
  }
};

const show = doc => {
  document.getElementById('title').textContent = doc.info.title + ' API';
  document.getElementById('about').append(...prose(doc.info.description));
  const groups = Map.groupBy ? Map.groupBy(callsOf(doc), call => call.group)
    : callsOf(doc).reduce((map, call) => map.set(call.group, [...(map.get(call.group) || []), call]), new Map());
  const found = [];
  groups.forEach((calls, group) => {
    const about = (doc.tags || []).find(tag => tag.name === group);
    const cards = calls.map(call => {
      const node = card(doc, call);
      const link = el('a', { href: '#' + call.operation.operationId },
        el('span', { className: call.method }, call.method.toUpperCase()), ' ' + call.operation.summary);
      found.push({ text: JSON.stringify([call.path, call.operation]).toLowerCase(), node, link });
      return { node, link };
    });
    document.getElementById('calls').append(el('section', {},
      el('h2', {}, group), about ? el('p', { className: 'small' }, prose(about.description)) : null, cards.map(c => c.node)));
    document.getElementById('contents').append(el('div', {}, el('strong', {}, group), cards.map(c => c.link)));
  });
  document.getElementById('find').addEventListener('input', event => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.forEach(({ text, node, link }) => {
      node.hidden = link.hidden = !words.every(word => text.includes(word));
    });
    document.querySelectorAll('section').forEach(section => {
      section.hidden = !section.querySelector('details:not([hidden])');
    });
  });
  addEventListener('hashchange', openNamed);
  openNamed();
};

fetch('/openapi.json').then(answer => answer.json()).then(show).catch(() => {
  document.getElementById('calls').append('The contract could not be loaded; reload the page in a moment.');
});
