/* Draws the views of planning.present on a Leaflet map: shapes come by address and are kept, styles come with the view.
   All layers lie in panes of their own in the order of the view. What lies under the pointer is found here, so that
   layers drawn on a canvas and layers drawn as paths answer alike, and only a click reaches Python. */
(function () {
  "use strict";
  const MOST_PATHS = 2500;      // beyond this a layer is drawn on a canvas
  const REACH_PX = 12;          // how far from a badge the pointer still means it
  const SMALL_PX = 6;           // a larger circle has its own size in the legend too: there the size says something
  const AFTER_DRAWING_MS = 400; // the click that ends a drawing arrives after the drawing has ended
  const CODE = 1e5;             // coordinates come as whole hundred-thousandths of a degree, each as step from the last
  const TIP = { className: "qh-tip", direction: "top", offset: [0, -8], opacity: 1 };
  const kept = new Map();       // contents by address, for the life of the frame

  function load(url) {
    if (!kept.has(url)) kept.set(url, fetch(url).then(r => { if (!r.ok) throw new Error(url); return r.json(); }));
    return kept.get(url);
  }
  const plain = s => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  function store(key, value) {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem("quyhoach." + key));
      sessionStorage.setItem("quyhoach." + key, JSON.stringify(value));
    } catch (error) { /* a browser that keeps nothing still shows maps */ }
    return null;
  }

  function ring(steps) {
    const points = new Array(steps.length / 2);
    let x = 0, y = 0;
    for (let i = 0; i < points.length; i++) {
      x += steps[2 * i]; y += steps[2 * i + 1];
      points[i] = [y / CODE, x / CODE];
    }
    return points;
  }
  const decode = {
    area: item => item.map(polygon => polygon.map(ring)),
    line: item => item.map(ring),
    point: item => item.map(ring).map(points => points[0]),
  };

  /* ---- hatching, on paths and on canvas ---- */
  const HatchCanvas = L.Canvas.extend({
    _fillStroke: function (context, layer) {
      const options = layer.options;
      if (options.fill && options.hatch) {
        context.globalAlpha = 1;
        context.fillStyle = context.createPattern(stripes(options.hatch), "repeat");
        context.fill("evenodd");
        L.Canvas.prototype._fillStroke.call(this, context, { options: Object.assign({}, options, { fill: false }), _layers: null });
      } else {
        L.Canvas.prototype._fillStroke.call(this, context, layer);
      }
    },
  });
  function stripes(colour) {
    if (!stripes.made) stripes.made = {};
    if (stripes.made[colour]) return stripes.made[colour];
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 1.6;
    for (const shift of [-8, 0, 8]) { pen.beginPath(); pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); pen.stroke(); }
    return (stripes.made[colour] = tile);
  }
  function hatchPath(path, renderer, colour) {
    const id = "qh-hatch-" + colour.replace("#", "");
    const svg = renderer._container;
    if (svg && !svg.querySelector("#" + id)) {
      svg.insertAdjacentHTML("afterbegin", `<defs><pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="8" stroke="${colour}" stroke-width="3"/></pattern></defs>`);
    }
    if (path._path) { path._path.setAttribute("fill", `url(#${id})`); path._path.setAttribute("fill-opacity", "1"); }
  }

  /* ---- one layer of a view ---- */
  class Drawn {
    constructor(map, spec, order, base) {
      Object.assign(this, { map, spec, order, base, items: [], tooltips: [], labels: [], filled: null });
      this.pane = `qh-${base ? "base" : "view"}-${order}`;
      if (!map.getPane(this.pane)) map.createPane(this.pane);
      const pane = map.getPane(this.pane);
      pane.style.zIndex = (base ? 200 : 400) + order;
      pane.style.pointerEvents = "none";
      this.group = L.layerGroup();
      this.opacity = spec.opacity;
    }
    fill() {                          // fetches and draws, once; what is never looked at is never sent
      if (!this.filled) this.filled = Promise.all([
        this.spec.shapes ? load(this.spec.shapes) : null, this.spec.extra ? load(this.spec.extra) : {},
      ]).then(([shapes, extra]) => {
        this.classes = extra.classes || [];
        this.tooltips = extra.tooltips || [];
        this.labels = extra.labels || [];
        if (this.spec.image) this.drawImage(this.spec.image); else this.drawShapes(shapes);
        if (this.labels.length) this.places = shapes.at.length ? ring(shapes.at) : this.items.map(i => i && i.where);
        return this;
      });
      return this.filled;
    }
    get wanted() {                    // on by the user's choice, else by the view's
      const chosen = this.spec.listed ? store("layer." + this.spec.id) : null;
      return chosen === null ? this.spec.shown : chosen;
    }
    classOf(i) { const c = Array.isArray(this.classes) ? this.classes[i] : undefined; return c === undefined ? 0 : c; }
    drawImage(image) {
      const overlay = L.imageOverlay(image.url, image.bounds, { pane: this.pane, opacity: this.opacity, className: "qh-image", alt: this.spec.title });
      this.group.addLayer(overlay);
      this.overlay = overlay;
    }
    drawShapes(shapes) {
      const many = shapes.items.length > MOST_PATHS || this.base;
      const options = { pane: this.pane, padding: 0.3, tolerance: 3 };
      this.renderer = shapes.kind === "point" && this.spec.marks.some(m => m.icon) ? null : many ? new HatchCanvas(options) : L.svg(options);
      const byMark = new Map();
      shapes.items.forEach((item, i) => {
        const c = this.classOf(i);
        const mark = this.spec.marks[c];
        if (!item || !mark) { this.items.push(null); return; }
        if (this.base && shapes.kind === "line") {             // one path for all streets of a class: drawn in one go
          if (!byMark.has(c)) byMark.set(c, []);
          byMark.get(c).push(...decode.line(item));
          return;
        }
        this.items.push(this.shape(shapes.kind, decode[shapes.kind](item), mark, i));
      });
      byMark.forEach((lines, c) => {
        const mark = this.spec.marks[c];
        if (mark.casing) this.add(L.polyline(lines, this.style({ ...mark, colour: mark.casing, width: mark.width + 1.6 })), mark);
      });
      byMark.forEach((lines, c) => this.add(L.polyline(lines, this.style(this.spec.marks[c])), this.spec.marks[c]));
    }
    add(layer, mark) { layer.mark = mark; this.group.addLayer(layer); return layer; }
    style(mark) {
      const interactive = Boolean(this.spec.paths) && this.renderer instanceof L.SVG;
      return {
        renderer: this.renderer, pane: this.pane, interactive, lineCap: "round", lineJoin: "round",
        color: mark.outline || mark.colour, weight: mark.width, opacity: mark.width ? (mark.outline ? 0.9 : this.opacity) : 0,
        dashArray: mark.dash || null, fillColor: mark.hatch ? "#ffffff" : mark.colour, fillOpacity: this.opacity, hatch: mark.hatch ? mark.colour : "",
      };
    }
    shape(kind, where, mark, i) {
      const style = this.style(mark);
      let layer;
      if (kind === "area") layer = L.polygon(where, { ...style, fill: Boolean(mark.colour) });
      else if (kind === "line") layer = L.polyline(where, { ...style, fill: false, opacity: this.opacity });
      else if (mark.icon) {
        const icon = L.divIcon({ className: "qh-badge" + (mark.shape ? " qh-" + mark.shape : ""), iconSize: [22, 22], html: `<i class="fa-solid fa-${mark.icon}" style="background:${mark.colour}" aria-hidden="true"></i>` });
        layer = L.marker(where[0], { icon, pane: this.pane, interactive: false, keyboard: false });
      } else layer = L.circleMarker(where[0], { ...style, radius: mark.radius || 4, color: mark.outline || "#ffffff", weight: mark.width });
      if (mark.hatch && this.renderer instanceof L.SVG) layer.on("add", () => hatchPath(layer, this.renderer, mark.colour));
      layer.number = i;
      layer.where = kind === "point" ? L.latLng(where[0]) : null;
      return this.add(layer, mark);
    }
    setOpacity(value) {
      this.opacity = value;
      if (this.overlay) this.overlay.setOpacity(value);
      for (const layer of this.group.getLayers()) {
        if (layer instanceof L.Marker) layer.setOpacity(value);
        else if (layer.setStyle && layer !== this.overlay) layer.setStyle(layer.options.fill ? { fillOpacity: value } : { opacity: value });
      }
    }
    at(point) {                       // the number of the topmost shape under a pixel of the map, or -1
      for (let i = this.items.length - 1; i >= 0; i--) {
        const item = this.items[i];
        if (!item || !this.tooltips[i]) continue;
        if (item instanceof L.Marker) {
          if (this.map.latLngToLayerPoint(item.where).distanceTo(point) < REACH_PX) return i;
        } else if (item._pxBounds && item._containsPoint && item._containsPoint(point)) return i;
      }
      return -1;
    }
    get shown() { return this.map.hasLayer(this.group); }
  }

  /* ---- labels: those in view that do not overlap ---- */
  function label(map, all) {
    const pane = map.getPane("qh-labels") || map.createPane("qh-labels");
    pane.style.zIndex = 640;
    pane.style.pointerEvents = "none";
    if (!map.qhLabels) map.qhLabels = L.layerGroup().addTo(map);
    map.qhLabels.clearLayers();
    const zoom = map.getZoom(), view = map.getBounds().pad(0.05), taken = [];
    for (const drawn of all) {
      if (!drawn.places || !drawn.shown || zoom < drawn.spec.labelsFrom) continue;
      drawn.places.forEach((where, i) => {
        const text = drawn.labels[i];
        if (!text || !where || taken.length > 250 || !view.contains(where)) return;
        const at = map.latLngToLayerPoint(where), half = text.length * 3.4 + 4;
        const box = [at.x - half, at.y - 8, at.x + half, at.y + 8];
        if (taken.some(b => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1])) return;
        taken.push(box);
        const span = document.createElement("span");
        span.textContent = text;
        const icon = L.divIcon({ className: "qh-label " + (drawn.spec.labelClass || ""), iconSize: null, html: span });
        map.qhLabels.addLayer(L.marker(where, { icon, pane: "qh-labels", interactive: false, keyboard: false }));
      });
    }
  }

  /* ---- the panel: tree of layers, legend, opacity ---- */
  function swatch(mark, kind) {
    const box = document.createElement("span");
    box.className = "qh-swatch qh-" + kind;
    if (mark.icon) { box.className = "qh-badge qh-inline"; box.innerHTML = `<i class="fa-solid fa-${mark.icon}" style="background:${mark.colour}" aria-hidden="true"></i>`; }
    else if (mark.hatch) box.style.background = `repeating-linear-gradient(135deg, ${mark.colour} 0 2px, #fff 2px 5px)`;
    else if (kind === "line") { box.style.background = mark.colour; box.style.height = Math.max(2, mark.width) + "px"; }
    else {
      box.style.background = mark.colour || "transparent";
      if (mark.outline) box.style.borderColor = mark.outline;
      if (kind === "point" && mark.radius > SMALL_PX) box.style.width = box.style.height = 2 * mark.radius + "px";
    }
    return box;
  }
  function node(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function entry(state, drawn) {
    const spec = drawn.spec, row = node("div", "qh-layer"), name = node("label", "qh-name"), box = node("input");
    box.type = "checkbox";
    box.checked = drawn.shown;
    box.addEventListener("change", () => choose(state, drawn, box.checked));
    drawn.ticked = on => { box.checked = on; legend.hidden = !on; };
    const alone = spec.marks.length === 1 && spec.marks[0].icon;
    name.append(box, ...(alone ? [swatch(spec.marks[0], "point")] : []), node("span", "", spec.title));
    const legend = node("ul", "qh-legend");
    if (spec.legendTitle) legend.append(node("li", "qh-legend-title", spec.legendTitle));
    const kind = spec.image ? "area" : spec.kind;
    const marks = spec.marks.filter(mark => mark.label && !(alone && mark.label === spec.title)), most = marks.length > 9 ? 6 : marks.length;
    marks.forEach((mark, i) => { const item = node("li"); item.hidden = i >= most; item.append(swatch(mark, kind), node("span", "", mark.label)); legend.append(item); });
    if (most < marks.length) {
      const item = node("li"), more = node("button", "qh-more", state.words.more.replace("{count}", marks.length - most));
      more.type = "button";
      more.addEventListener("click", event => { L.DomEvent.stop(event); for (const li of legend.children) li.hidden = false; item.remove(); });
      item.append(more);
      legend.append(item);
    }
    legend.hidden = !box.checked;
    row.append(name, ...(legend.children.length ? [legend] : []));
    return row;
  }
  function choose(state, drawn, shown) {
    store("layer." + drawn.spec.id, shown);
    if (drawn.ticked) drawn.ticked(shown);
    return drawn.fill().then(() => {
      if (shown === (store("layer." + drawn.spec.id) !== false)) {
        if (shown) state.map.addLayer(drawn.group); else state.map.removeLayer(drawn.group);
      }
      label(state.map, state.all());
    });
  }
  function panel(state) {
    if (state.panel) state.map.removeControl(state.panel);
    const words = state.words, drawn = state.all().filter(d => d.spec.listed);
    if (!drawn.length) return;
    const Panel = L.Control.extend({
      onAdd: () => {
        const box = node("div", "leaflet-bar qh-panel"), body = node("div", "qh-body"), button = node("button", "qh-toggle", words.layers);
        const narrow = state.map.getContainer().clientWidth < 560, was = store("panel");
        let open = was === null ? !narrow : was && !narrow;
        const set = () => { body.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
        button.type = "button";
        button.addEventListener("click", () => { open = !open; store("panel", open); set(); });
        const groups = new Map();
        for (const item of [...drawn].reverse().sort((a, b) => Boolean(b.spec.first) - Boolean(a.spec.first))) { const g = item.spec.group; if (!groups.has(g)) groups.set(g, []); groups.get(g).push(item); }
        groups.forEach((items, title) => {
          if (title) body.append(node("div", "qh-group", title));
          for (const item of items) body.append(entry(state, item));
        });
        const slider = node("input"), name = node("label", "qh-opacity", words.opacity);
        Object.assign(slider, { type: "range", min: 20, max: 100, value: Math.round(100 * (store("opacity") || 1)) });
        const dim = () => { for (const d of state.all()) if (d.spec.listed) d.setOpacity(d.spec.opacity * slider.value / 100); };
        slider.addEventListener("input", () => { store("opacity", slider.value / 100); dim(); });
        name.append(slider);
        if (state.options.opacity) { body.append(name); if (slider.value < 100) dim(); }
        if (state.options.search) body.prepend(finder(state));
        set();
        box.append(button, body);
        body.style.maxHeight = Math.max(120, state.map.getContainer().clientHeight - 110) + "px";
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    state.panel = new Panel({ position: "topright" }).addTo(state.map);
  }
  function finder(state) {
    const box = node("div", "qh-find"), input = node("input"), list = node("ul");
    Object.assign(input, { type: "search", placeholder: state.words.find });
    input.setAttribute("aria-label", state.words.find);
    const places = () => state.all().filter(d => d.spec.findable);
    const look = () => {
      list.replaceChildren();
      const wanted = plain(input.value.trim());
      if (wanted.length < 2) return;
      let found = 0;
      for (const drawn of places()) drawn.tooltips.forEach((text, i) => {
        const name = text.split("\n")[0];
        if (found >= 8 || !drawn.items[i] || !plain(name).includes(wanted)) return;
        found++;
        const item = node("li"), go = node("button", "", name);
        go.type = "button";
        go.addEventListener("click", event => {
          L.DomEvent.stop(event);                         // it is gone when the map looks whose click this was
          const shape = drawn.items[i];
          if (!drawn.shown) choose(state, drawn, true);
          const atOnce = { animate: false };
          state.touched = true;
          if (shape.getBounds) state.map.fitBounds(shape.getBounds().pad(0.4), atOnce); else state.map.setView(shape.where || shape.getLatLng(), Math.max(15, state.map.getZoom()), atOnce);
          const at = shape.getBounds ? shape.getBounds().getCenter() : shape.where;
          const tip = L.tooltip(TIP).setLatLng(at).setContent(lines(text)).addTo(state.map);   // stays when the pointer moves
          state.map.once("movestart click", () => state.map.removeLayer(tip));
          list.replaceChildren();
        });
        item.append(go);
        list.append(item);
      });
      if (!found) list.append(node("li", "qh-nothing", state.words.nothing));
    };
    // names of layers that are off come when somebody looks for a name
    input.addEventListener("input", () => Promise.all(places().map(d => d.fill())).then(look));
    box.append(input, list);
    return box;
  }

  /* ---- what lies under the pointer ---- */
  function lines(text) {
    const box = node("div");
    text.split("\n").forEach((line, i) => box.append(node("div", i ? "" : "qh-tip-title", line)));
    return box;
  }
  function hover(state) {
    const map = state.map;
    state.tip = L.tooltip(TIP);
    let waiting = null;
    const look = event => {
      waiting = null;
      const views = state.views.flatMap(v => v.drawn).filter(d => d.shown && d.tooltips.length).reverse();
      for (const drawn of views) {
        const i = drawn.at(event.layerPoint);
        if (i < 0) continue;
        state.tip.setLatLng(event.latlng).setContent(lines(drawn.tooltips[i]));
        if (!map.hasLayer(state.tip)) state.tip.addTo(map);
        return;
      }
      map.removeLayer(state.tip);
    };
    // What is clicked travels with the place: the component sends the place as it stands here, and to all that listen later.
    // While a shape is drawn a click sets a corner and asks nothing: the component is left with the place it had.
    let clicks = 0, drawing = false;
    map.on("draw:drawstart", () => { drawing = true; map.removeLayer(state.tip); });
    map.on("draw:drawstop", () => setTimeout(() => { drawing = false; }, AFTER_DRAWING_MS));
    map.on("click", event => {
      if (drawing) { event.latlng = window.__GLOBAL_DATA__ ? window.__GLOBAL_DATA__.lat_lng_clicked : null; return; }
      Object.assign(event.latlng, { zoom: map.getZoom(), click: ++clicks });
      for (const drawn of state.views.flatMap(v => v.drawn).filter(d => d.shown && d.tooltips.length).reverse()) {
        const i = drawn.at(event.layerPoint);
        if (i >= 0) { Object.assign(event.latlng, { layer: drawn.spec.id, number: i }); break; }
      }
    });
    map.on("mousemove click", event => { if (!waiting && !drawing) waiting = requestAnimationFrame(() => look(event)); });
    map.on("mouseout movestart", () => map.removeLayer(state.tip));
  }

  /* ---- setting up, and one view after another ---- */
  function specs(map, list, base) {
    const all = list.map((spec, order) => new Drawn(map, spec, order, base));
    return Promise.all(all.filter(d => base ? d.spec.from <= map.getZoom() : d.wanted).map(d => d.fill())).then(() => all);
  }
  function setup(map, options) {
    if (!map.getContainer().style.height) map.getContainer().style.height = "100%";
    const state = map.qh = { map, options, words: options.words, base: [], views: [], all: () => [...state.base, ...state.views.flatMap(v => v.drawn)] };
    document.documentElement.lang = options.language;
    document.documentElement.classList.toggle("qh-plain", !options.opacity);
    map.attributionControl.setPrefix(false);
    if (options.credit) map.attributionControl.addAttribution(options.credit);
    if (map.zoomControl) map.removeControl(map.zoomControl);
    L.control.zoom({ position: "topleft", zoomInTitle: options.words.zoomIn, zoomOutTitle: options.words.zoomOut }).addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    map.getContainer().setAttribute("aria-label", options.words.map);
    map.getContainer().setAttribute("role", "application");
    if (L.drawLocal && options.draw) Object.entries(options.draw).forEach(([path, text]) => {
      const steps = path.split("."), last = steps.pop();
      const place = steps.reduce((o, s) => (o && o[s]) || null, L.drawLocal);
      if (place) place[last] = text;
    });
    const far = () => map.getContainer().classList.toggle("qh-far", map.getZoom() < options.near);
    const home = L.latLngBounds(options.bounds);
    const was = store("view." + options.key + options.bounds);
    map.setMinZoom(0);
    state.touched = false;                              // until somebody takes hold of it, a map fits its frame
    ["pointerdown", "wheel", "keydown"].forEach(name => map.getContainer().addEventListener(name, () => { state.touched = true; }, { capture: true, passive: true }));
    const fit = () => {
      const width = map.getContainer().clientWidth, beside = width >= 900 ? 250 : width >= 560 ? 190 : 0;      // room for the panel
      if (state.goal) go(map, state.goal);
      else if (was) map.setView(was.slice(0, 2), was[2], { animate: false });
      else map.fitBounds(home, { animate: false, paddingBottomRight: [beside, 0] });
    };
    fit();
    map.on("resize", () => { if (!state.touched) fit(); });   // a frame is laid out in steps, the first has hardly a size
    const hold = () => { map.setMinZoom(Math.max(0, Math.floor((map.getBoundsZoom(home) - 0.75) * 2) / 2)); map.setMaxBounds(home.pad(0.6)); };
    hold();
    map.on("resize", hold);
    map.on("moveend zoomend", () => {
      const c = map.getCenter();
      if (state.touched || state.goal || was) store("view." + options.key + options.bounds, [c.lat, c.lng, map.getZoom()]);
      far();
      label(map, state.all());
    });
    far();
    hover(state);
    if (options.together) together(map, options.together);
    if (!options.base.length) map.getContainer().classList.add("qh-bare");   // nothing says where land ends: no sea
    specs(map, options.base, true).then(drawn => {
      state.base = drawn;
      drawn.forEach(d => { zoomed(map, d); });
      label(map, state.all());
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }
  function zoomed(map, drawn) {           // a layer of the base map that shows from a zoom level on
    const check = () => {
      const on = map.getZoom() >= drawn.spec.from;
      if (on && !drawn.shown) drawn.fill().then(() => { if (map.getZoom() >= drawn.spec.from) map.addLayer(drawn.group); });
      else if (!on && drawn.shown) map.removeLayer(drawn.group);
    };
    map.on("zoomend", check);
    check();
  }
  function together(map, name) {
    const channel = new BroadcastChannel(name);
    let quiet = false;
    map.on("move", () => { if (!quiet && (map.qh.touched || map.getContainer().dataset.drawn)) { const p = map.getCenter(); channel.postMessage([p.lat, p.lng, map.getZoom()]); } });
    channel.onmessage = e => { quiet = map.qh.touched = true; map.setView([e.data[0], e.data[1]], e.data[2], { animate: false }); quiet = false; };
  }

  function focus(map, state, bounds) {     // goes to where the view wants to be seen, once: the user may go on from there
    const name = "focus." + state.options.key;
    if (JSON.stringify(bounds || null) === JSON.stringify(store(name) || null)) return;
    store(name, bounds || null);
    state.goal = bounds || null;
    if (bounds) go(map, bounds);
  }
  function go(map, bounds) {
    map.fitBounds(bounds, { animate: false, maxZoom: 16, paddingTopLeft: [50, 30], paddingBottomRight: [map.getContainer().clientWidth >= 560 ? 260 : 20, 30] });
  }

  /* A view as Leaflet sees it. The former one stays until the new one is drawn, so nothing flickers. */
  const View = L.Layer.extend({
    initialize: function (list, focus) { this.list = list; this.focus = focus; },
    onAdd: function (map) {
      const state = map.qh;
      this.gone = false;
      specs(map, this.list, false).then(drawn => {
        if (this.gone) return;
        state.sweep();
        this.drawn = drawn;
        state.views.push(this);
        if (state.options.drawOnce && window.drawnItems && drawnItems.clearLayers) drawnItems.clearLayers();
        for (const d of drawn) {
          if (d.wanted) map.addLayer(d.group);
          if (d.spec.paths && map.getPane(d.pane)) map.getPane(d.pane).style.pointerEvents = "";
        }
        panel(state);
        focus(map, state, this.focus);
        label(map, state.all());
        map.getContainer().dataset.drawn = String(Number(map.getContainer().dataset.drawn || 0) + 1);
      });
      state.sweep = state.sweep || (() => { for (const v of state.views) if (v.gone) v.drawn.forEach(d => map.removeLayer(d.group)); state.views = state.views.filter(v => !v.gone); });
      return this;
    },
    onRemove: function (map) {
      this.gone = true;
      setTimeout(() => { if (map.qh.sweep) map.qh.sweep(); label(map, map.qh.all()); }, 1500);
    },
  });

  window.Quyhoach = { setup, view: (map, list, focus) => new View(list, focus), fly: (map, lat, lon, zoom) => { map.qh.touched = true; map.setView([lat, lon], zoom); } };
})();
