<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>ArchiveFields</name>
    <message>
        <source>Catalogue of the archive's cubes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> MB</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What was read of the archive's cubes and granules stays on the disk up to this size: points seen before are there at once, and without a network, too.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Keep of what was read</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{url} is no address of a catalogue: it must begin with https:// or http://.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>AreaCard</name>
    <message>
        <source>Zoom to it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Clear the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} cells of 120 m</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>AreaPage</name>
    <message>
        <source>Where?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The glacier, or the part of it, to look at.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a polygon</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a rectangle</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area covers {size}. Next: say what to look for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No area yet. With granules or a cube of your own, go to Download or Cube at once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click corner by corner on the map. A right click, double click or Enter finishes; Backspace takes a corner back, Esc gives up.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drag over the map. Esc gives up.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>By name</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Name of a glacier, e.g. Helheim</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>On the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Map's extent</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Type a box</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Take what the map shows now</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Type or paste coordinates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From outlines</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click a glacier on the map. Its outline becomes the area. Esc gives up.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Outlines ({endings});;All files (*)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File of outlines</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Well-known glaciers, and those of the layer {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Well-known glaciers of all regions.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>AreaToTimeSeries</name>
    <message>
        <source>From an area to time series (model)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search, download, build the cube and read it at points, in one run.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,model,chain,workflow,time series</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Areas</name>
    <message>
        <source>Polygons repaired because they cross themselves or are invalid otherwise: {count} of {all}. Check the area on the map.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Polygons left out because they enclose nothing: {count} of {all}. Check the layer if one is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The map shows more than the globe: the area ends where the globe does.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area is a box around the fast part of the glacier, not its outline.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Layers of the file with polygons: {count}. All are taken.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Outlines at the place of the click: {count}. The smallest one was taken.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>BoxForm</name>
    <message>
        <source>What the four numbers are in: degrees, or a projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use this box</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>West</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>East</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>South</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>North</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A box of {size} km around the place that was pasted. Change it as you like.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Decimals, or degrees and minutes with N, S, E, W. West greater than east means across 180°. Paste a box or a place from a paper into any field.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Coordinates of the projection, mostly metres.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>BuildCube</name>
    <message>
        <source>Build velocity cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Clip and stack granules into one NetCDF cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,netcdf,stack,clip,time series</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection of the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules in other projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of layers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of granules left out</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only these granules (footprints)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} is open in this project as '{layer}', and Windows replaces no file that is open. Remove that layer, or write the cube to another file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube has {layers} layers of {nx} × {ny} pixels in {crs}; {reprojected} were reprojected, {completed} completed from another projection, {skipped} granules left out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF files (*.nc);;Zarr stores (*.zarr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Dask scheduler (address)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube is written, but not shown. {why}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Clips the granules of a folder to an area and stacks them by mid-date into one NetCDF cube (CF-1.8) with v, vx, vy and v_error in metres per year.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Area&lt;/b&gt;: polygons in any projection; pixels outside are left out. Empty keeps everything the granules cover.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Projection of the cube&lt;/b&gt;: empty takes the commonest of the granules. Granules in it are stacked pixel by pixel; others are reprojected and their velocity vectors turned and scaled with the grid.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Granules in other projections&lt;/b&gt;: &lt;i&gt;all&lt;/i&gt; reprojects them, &lt;i&gt;commonest&lt;/i&gt; leaves them out.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Cube&lt;/b&gt;: the file to write, NetCDF (&lt;i&gt;cube.nc&lt;/i&gt;) or, if its name ends so, a Zarr store (&lt;i&gt;cube.zarr&lt;/i&gt;, a folder). An existing one is replaced when the new one is whole. Windows replaces no file that is open: remove layers of the old cube from the project first, or choose another name.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Extend the cube that is there&lt;/b&gt;: adds the granules that are not in it yet, and reads no others, which may be gone. Grid, area and options stay those of the cube: leave them empty here, or as they were. What lies beyond the grid is cut off. Layers that show the cube leave the project meanwhile and come back with their date. Where no cube is there, one is built.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Dask scheduler&lt;/b&gt;: the address of one that runs, such as tcp://10.0.0.5:8786, to build the cube on its cluster; the workers must see the granules under the same path. Empty builds it on this computer. The cube is the same.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Show the cube&lt;/b&gt;: add the best covered date to the project afterwards.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: OUTPUT is the cube, LAYER_COUNT its number of dates, SKIPPED_COUNT the number of granules that were left out; the log says why each was.&lt;/p&gt;&lt;p&gt;Needs a Python with xarray, netCDF4 and rioxarray beside QGIS; see the plugin's options.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read from the archive what is not in the folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extend the cube that is there</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The extended cube does not have the dates of these layers, which are gone: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granule is new to the cube: it stays as it is.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} layers of the cube are new or were made anew.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} granules reach beyond the cube's grid, which stays as it was, and were cut off there: {names}. For all of their ground build the cube anew.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ChoiceBar</name>
    <message>
        <source>All {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shown {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Selected {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on with everything that was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on with what the filter shows</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on with the rows that are selected</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Coverage</name>
    <message>
        <source>Coverage by year and satellite</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Count the ITS_LIVE granules over an area by year and satellite.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,count,histogram,years,availability</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Counts the ITS_LIVE granules (velocities between two satellite images) that cover an area, by the year of the mid-date and the satellite, before anything is downloaded. It takes the same criteria as &lt;i&gt;Search granules&lt;/i&gt; and counts what that would find.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Counts&lt;/b&gt;: a table with one row for each year and satellite that have granules: year, satellite, count, and how many of them have a separation of up to 16 days (days_16), more than 16 and up to 32 days (days_32), and so on to days_546 and days_more.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: COUNT is the number of granules in all. If there are none, WHY says which criteria left nothing.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Counts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Why there are none</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CoverageCharts</name>
    <message>
        <source>Granules by year and satellite</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules by separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>By year and satellite</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>By separation in days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click a bar to see it alone.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Criteria</name>
    <message>
        <source>all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellites: {chosen}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Months: {chosen}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose from what the last search found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{what} ({granules})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projections (EPSG codes)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>any, or e.g. 3413, 32607</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Path and row, tile or frame</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>any, or e.g. 9/11, 22WED</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Area&lt;/b&gt;: polygons in any projection; several are taken as one area. &lt;b&gt;Extent&lt;/b&gt;: a rectangle in any projection. &lt;b&gt;Glacier&lt;/b&gt;: the name of a well-known glacier, such as Jakobshavn Isbræ; a box around it is searched. Give one of the three.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Start date, end date&lt;/b&gt;: the first and last day of the mid-date, the middle between the two images. Empty means no limit.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Separation&lt;/b&gt;: days between the two images. On fast glaciers pairs of more than about 60 days are often wrong.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Valid pixels&lt;/b&gt;: least share of measured pixels in the granule's region of interest, in percent.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Satellites&lt;/b&gt;: names as in the list, e.g. Landsat 8,Sentinel-1; Other means every one that is not in the list; none means all.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Months&lt;/b&gt;: numbers 1 to 12 of the mid-date's months, e.g. 11,12,1; none means the whole year.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Directions of the orbit&lt;/b&gt;: &lt;i&gt;ascending&lt;/i&gt; or &lt;i&gt;descending&lt;/i&gt;; radar alone states one.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Projections&lt;/b&gt;: EPSG codes, e.g. 3413,32607. &lt;b&gt;Places&lt;/b&gt;: paths and rows, tiles or frames, e.g. 9/11,22WED. &lt;b&gt;Versions&lt;/b&gt; of the product. Empty means all.&lt;/p&gt;&lt;p&gt;&lt;b&gt;At most per year&lt;/b&gt;: keep only so many granules of each calendar year; &lt;b&gt;rank&lt;/b&gt; says which: &lt;i&gt;valid&lt;/i&gt; those with most valid pixels, &lt;i&gt;separation&lt;/i&gt; those with the shortest separation, &lt;i&gt;even&lt;/i&gt; those spread evenly over the year.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Service&lt;/b&gt;: address of the search service; empty means the one of the plugin's options for the kind. An address without a kind is that of a &lt;i&gt;stac&lt;/i&gt; service.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Kind of service&lt;/b&gt;: &lt;i&gt;stac&lt;/i&gt; is the current one; &lt;i&gt;older&lt;/i&gt; is the itslive-search API, which some hosts still run. The older one tells no footprints: its granules are rows without a place on the map, and can be downloaded.&lt;/p&gt;&lt;p&gt;Of several processings of the same image pair only the newest is kept. The log says what was set aside and why.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extent (instead of an area)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Glacier (its name, instead of an area)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>End date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shortest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least share of valid pixels (percent)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Directions of the orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projections (EPSG codes, between commas)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Places (paths and rows, tiles or frames, between commas)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Versions of the product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>At most per year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rank within a year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give an area, an extent or a glacier, one of the three.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{address} is no service of the kind '{kind}'; the one of the plugin's options is asked instead.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Service (empty: the one of the options)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Kind of service</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The extent's west, {west}, lies east of its east, {east}. Swap them; across the 180th meridian go on counting, as in 170,190.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>More criteria</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>More criteria: {set}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CriteriaPage</name>
    <message>
        <source>Which image pairs?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Each granule is the velocity between two images of one satellite.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search needs an area. Go back and draw one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Area: {size}. Next: search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The last search found {granules}. Next: look at them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area has changed since the last search. Search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The last search found nothing that fits. Change something, and search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reset the criteria</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Back to the criteria of a new search; the area stays</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The last search ended before anything that fits had come. Search again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeCard</name>
    <message>
        <source>Left out: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name}: {count} dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{columns} × {rows} pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} from other projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} completed from another projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{size} read in the archive</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeChoices</name>
    <message>
        <source>Start date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>End date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pixel size (m)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Resampling</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Further variables</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Start date, end date&lt;/b&gt;: the first and last day of the mid-date, the middle between the two images. &lt;b&gt;Longest separation&lt;/b&gt;: most days between them; on fast glaciers pairs of more than about 60 days are often wrong. Empty means no limit.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Pixel size&lt;/b&gt;: a multiple of the granules' own, usually 120 m, whose vectors are then averaged, or a whole part of it. Empty takes that of the granules.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Resampling&lt;/b&gt; of granules in other projections: &lt;i&gt;bilinear&lt;/i&gt;, or &lt;i&gt;nearest&lt;/i&gt;, which keeps single values but lies up to half a pixel beside them.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Leave out interpolated values&lt;/b&gt;: only what was measured is kept. &lt;b&gt;One layer for an image pair in several projections&lt;/b&gt;: the holes of the best granule are filled from the others; else each is a layer of its own.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Further variables&lt;/b&gt;: &lt;i&gt;v_east, v_north&lt;/i&gt; are components to true east and north in metres on the ground, where vx and vy lie along the axes of the projection; &lt;i&gt;interp_mask&lt;/i&gt; is 0 where a value was measured and 1 where it was interpolated; &lt;i&gt;chip_size_width, chip_size_height&lt;/i&gt; are the size of the image chip that was tracked.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave out interpolated values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>One layer for an image pair in several projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Ice mask&lt;/b&gt;: glacier outlines as polygons, such as those of the RGI, or a raster of 0 and 1 in any projection, such as a landice GeoTIFF of ITS_LIVE. The cube holds it as &lt;i&gt;landice&lt;/i&gt;. &lt;b&gt;Leave out what is not ice&lt;/b&gt;: keep velocities on ice alone.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ice mask</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave out what is not ice</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose an ice mask, or do not leave out what is not ice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The ice mask {layer} is no file. Save it as a GeoTIFF, and choose that.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The ice mask has no polygon in the area. Choose outlines of this region.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeDates</name>
    <message>
        <source>Speed on the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Earlier date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Later date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Typical speed of all dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The length of the mean velocity of all dates, weighted by their errors.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Keep as layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The layer stays at this date when another is chosen.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule unclipped, in its own projection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{date}  {satellite}, {days} days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{first} to {second}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{percent} % valid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from EPSG:{code}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{percent} % from another projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>in metres on the ground, as versions 0 and 1 are; the plot gives metres of the map grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>in metres of the map grid; the plot gives metres on the ground</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeInputs</name>
    <message>
        <source>Choose the folder of the granules, or footprints of granules to be read from the archive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{here} granules are in the folder, {away} are read in the archive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{received} came from the archive, where these granules have {stored}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules is in {folder}. Download them first, choose the folder that holds them, or let them be read from the archive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{missing} of the {count} granules are not in {folder}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Folder of granules&lt;/b&gt;: e.g. the folder of &lt;i&gt;Download granules&lt;/i&gt;; folders below it count too. It may be empty if the granules are read from the archive.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Only these granules&lt;/b&gt;: the footprints of &lt;i&gt;Search granules&lt;/i&gt;, or some of them, for a folder that holds those of other searches as well. Empty takes every granule of the folder.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Read from the archive what is not in the folder&lt;/b&gt;: without downloading it. Of each granule only the parts under the area are fetched, often less than half of its bytes, and vx and vy alone: v and v_error are computed from them and their errors. So v differs from the stored one by up to 1 m/yr, v_error by more where the ice hardly moves; the variable &lt;i&gt;v_derived&lt;/i&gt; tells of which layers. Without a folder all granules are read so. Download them instead if you will build several cubes of other areas from them.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeOptions</name>
    <message>
        <source>Options</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Options: {set}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reset the options</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Back to the options of a new cube</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubePage</name>
    <message>
        <source>Stack them into a cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>One file with all dates on one grid, for maps and time series.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Clip to the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF (*.nc)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write the cube to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube you already have</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open a cube …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube has {count} dates, {years}. Next: plot points.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} ready to be stacked.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granules yet: download some, or open a cube you already have.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open a cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build another cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Commonest of the granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Commonest (EPSG:{code})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is there already: it will be replaced.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF (*.nc);;Zarr store (*.zarr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The name decides: cube.nc is a NetCDF file, cube.zarr a Zarr store, a folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add to the cube that is there</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What it holds is not read again; granules that are new become layers of it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Zarr store …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The folder cube.zarr that a cube was written to.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} to be read in the archive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open a Zarr store</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} gets what is not in it yet; its area, projection and options stay.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Built on the dask cluster at {address}, as chosen in the plugin's options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extend the cube</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>CubeSource</name>
    <message>
        <source>Nothing is downloaded: of each granule the parts under the area are read, of vx and vy alone; v and its error are computed from them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} of the Download step</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granules yet (see Download).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules}, read in the archive</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granule is chosen (see Results).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Asking the archive how much that is …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>How much of them is fetched is not known.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>About {part} are fetched, of {whole} that a download would.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{sizes} Downloading costs hardly more, and what is downloaded can be used again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>DatesSection</name>
    <message>
        <source>Mid-date</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>DayFields</name>
    <message>
        <source>From</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Without a check mark any date will do.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>DownloadGranules</name>
    <message>
        <source>Download granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download the granules of a footprint layer into a folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,netcdf,fetch,get</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Footprints</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of files</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Size of the files in bytes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of failures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are no footprints, so nothing is downloaded.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of granules that need a login</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Failed granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show all granules of the folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Highest rate (MB/s)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on where the disk is too small</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All granules of the folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The list of granules {name} is open in this project as '{layer}', and Windows replaces no file that is open. Remove that layer, or do without the list.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Downloads the granules of a footprint layer. Files that are already there whole are not fetched again, and an interrupted download is continued.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Footprints&lt;/b&gt;: the layer that &lt;i&gt;Search granules&lt;/i&gt; made, or its selected features only.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Folder&lt;/b&gt;: where the NetCDF files go, with a record of where each came from. It is the input of &lt;i&gt;Build velocity cube&lt;/i&gt;. Several areas may share a folder: a granule that two of them need is downloaded once.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Failed granules&lt;/b&gt;: a table of those that could not be had, with granule_id, url, code (a short name of the reason that stays the same in every language), reason, advice and file (its name, had it come).&lt;/p&gt;&lt;p&gt;&lt;b&gt;Show all granules of the folder&lt;/b&gt;: write granules.gpkg into the folder, the footprints of everything that was ever wanted there with status, file, size, sha256 and reason, and show it on the map.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Highest rate (MB/s)&lt;/b&gt;: of all connections together; 0 takes what there is. Without a number the one in the options holds.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Go on where the disk is too small&lt;/b&gt;: before it starts, the run says how many granules and bytes are still to come and how much room there is, and fails if that is too little, unless this is set.&lt;/p&gt;&lt;p&gt;Granules that could not be had are listed in the log with the reason, too; the run fails only if not one of them could be had. Granules of version 1 that NSIDC gives only after a login are left out, and listed with the address to open in a browser. The search that gave the layer is kept in the folder as search-1.json, which the dock can open.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: FOLDER is the folder, COUNT the number of these granules that are there afterwards, BYTES their size, FAILED_COUNT the number of those that could not be had, LOGIN_COUNT the number of those left out because they need a login, VIEW the layer of all granules of the folder, if it was asked for.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>DownloadPage</name>
    <message>
        <source>Get the granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is in the folder already is not downloaded again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules you already have</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose their folder above; a search is not needed for them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use what is in this folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no granule in this folder. Choose another one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} in the folder. Next: build a cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} to download.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing to download yet: search, or use a folder you already have.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} there, {failed} failed. Try again, or go on.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download {granules}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules}; asking for their size …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} there, {paused} paused. Go on fetches them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add {granules}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>They join the download that is under way.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch them into the folder, and a record of where they come from.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What was given up is taken out of the folder; then it begins.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download {granules} all the same</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All of them are in the folder already.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} to fetch, of unknown size.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} to fetch, about {size}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} to fetch, about {size}; {free} are free.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>DownloadReport</name>
    <message>
        <source>{count} granules need a login at NASA Earthdata and are left out. Open their addresses above in a browser, log in, and save the files into the folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>an unknown size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} granules are still to be fetched, about {size}; {free} are free.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules could be downloaded. {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} granules are in {folder}, {failed} failed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 granule needs a login at NASA Earthdata and is left out. Open its address above in a browser, log in, and save the file into the folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 granule is still to be fetched, about {size}; {free} are free.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule could not be downloaded. {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 granule is in {folder}, {failed} failed.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>EpsgSection</name>
    <message>
        <source>EPSG {codes}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ExportButton</name>
    <message>
        <source>Save the list</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granule is selected</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Footprints (GeoJSON)…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>GeoJSON (*.geojson)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>STAC items (JSON)…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>STAC items (*.json)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Addresses alone (text)…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save the list of granules</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>FolderView</name>
    <message>
        <source>Granules in {folder}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Complete</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>To be downloaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Given up</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File is gone</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File has changed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not verified</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Made from {record} at {time}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Times are UTC, sizes are in bytes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A view of the record of a download folder: {record} beside it is the truth, and changes made here are lost when the view is written anew.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stopping …</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>FootprintMap</name>
    <message>
        <source>Granules of the last search</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Footprints</name>
    <message>
        <source>Other</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Footprints of granules, each the velocities between two satellite images. Dates are UTC; the separation of the images is in days, percent_valid the share of measured pixels.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>GranuleActions</name>
    <message>
        <source>Fetch this one granule into the download folder and show its velocities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy URL</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy name</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open login page</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a granule by URL…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a granule by URL</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Address of a granule's NetCDF file, or the name of a granule:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show the small picture that ITS_LIVE has of this granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add to map</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>GranuleInfo</name>
    <message>
        <source>What is in this file, and is it whole</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Report what a granule holds, and whether every byte of it is sound.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,granule,netcdf,info,metadata,check,verify,checksum</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF files (*.nc)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder of granules (instead of one granule)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Table of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All files are whole</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of files</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of files with problems</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose either a granule or a folder of granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Reads a granule from its first to its last byte and says what is in it: product and form, satellites, scenes, dates, projection, grid, variables, errors, valid and saturated cells, and speeds.&lt;/p&gt;&lt;p&gt;A granule is &lt;b&gt;whole&lt;/b&gt; when every piece of every variable can be read, v is the length of (vx, vy) within rounding, place, dates and name agree with what the file states of itself, and size and SHA-256 are those of the record in its folder, if &lt;i&gt;Download granules&lt;/i&gt; left one there.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Granule&lt;/b&gt;: a NetCDF file. One that is no granule gives a report that says so.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Folder of granules&lt;/b&gt;: instead of a file, every NetCDF file (.nc) in it and below. One that is no granule is a row with its problem and does not end the run. For many files a folder is better than a batch: one table, one report; and QGIS's batches stop at reports in HTML.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Table of granules&lt;/b&gt;: one row per file, with its footprint in longitude and latitude (cut in two where it crosses the 180th meridian). valid_percent is the share of valid cells of the array; name_percent, the P of the name, is of the archive's region of interest: they differ in any granule. Speeds and errors are m/yr; ground_metres is 1 where they are metres on the ground and 0 where they are metres of the map grid, of which map_scale make one metre on the ground.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Report&lt;/b&gt;: the same and more as an HTML page, which loads nothing.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: WHOLE says whether all files are; PROBLEMS has their sentences, COUNT the number of files, FAULTY_COUNT of those with problems. EPSG, MID_DATE, DATE_1, DATE_2, SEPARATION_DAYS, VALID_PERCENT, NAME_PERCENT, SATURATED_CELLS, SPEED_MEDIAN, SPEED_MAX and RECORD (equal, differs, none) are those of the file; of several files only what all share.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>GranuleModel</name>
    <message>
        <source>Mid-date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellite</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Valid %</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The middle between the two images</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Separation: days between the two images</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellite that took the images</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Share of pixels with a velocity</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection of the granule's grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Name of the granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{first} to {second}, {satellite}
{name}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Access</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Version of the product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Direction of a radar satellite's orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Whether a login is needed to fetch it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ascending</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>descending</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>needs Earthdata login</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>GranuleReport</name>
    <message>
        <source>ITS_LIVE granules: what is in them, and are they whole</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Made by ITS_LIVE for QGIS {version}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{whole} of {count} files are whole.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mid-date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Valid cells</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Is it whole?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Problems: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Same size and SHA-256 as when it was downloaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Differs from what was downloaded</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The folder has no record of this file</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Record of the download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{days} days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Scenes, the earlier first</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Earlier image</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Later image</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{nx} × {ny} cells of {dx} × {dy} m</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extent in x</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extent in y</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Centre (longitude, latitude)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Metres of the map per metre on the ground, there</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{number} m/yr</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Metres on the ground, along the axes of the grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Metres of the map grid, along its axes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{valid} of {cells} ({percent})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Components are</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Valid cells of the array</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Valid share in the file's name (P)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saturated cells</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Errors (one sigma)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Corrections of bias</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Version 0 or 1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Version 2, with a dimension of time (since 2025)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Version 2</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Variable</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Variables</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The share of valid cells and the P of the name are different quantities: the first is of all cells of the array, the second of the archive's region of interest within it.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>GranuleTable</name>
    <message>
        <source>Whole</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>With problems</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ItsliveAlgorithm</name>
    <message>
        <source>There is no file {path}. Choose one that is there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no folder {path}. Choose one that is there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Example for a terminal or a script:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The layer chosen for '{parameter}' does not hold ITS_LIVE footprints. Choose the layer that Search granules made.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The Python chosen in the options of ITS_LIVE, {path}, is not there. Choose another one, or leave the option empty.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} rows have no address, since nobody knows where their files came from; they are left out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 row has no address, since nobody knows where its file came from; it is left out.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ItsliveDock</name>
    <message>
        <source>Area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Criteria</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose and search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>See what was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Get the granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stack granules into a cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Plot</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Plot speeds through time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ItslivePlugin</name>
    <message>
        <source>Glacier velocities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw an area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Plot the velocity at points</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ITS_LIVE needs the Python package {name}, which this QGIS {version} does not have. Install it for QGIS's Python and start QGIS again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ItsliveProvider</name>
    <message>
        <source>ITS_LIVE glacier velocities</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Job</name>
    <message>
        <source>Area and criteria are those of “{name}”.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Area and criteria are those of the earlier search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It was made with another service, {there}; the options have {here}, which may know other granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is on the map.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The table {name} has all {count} values, whatever the plot shows.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>LayerGroup</name>
    <message>
        <source>Speed (m/yr)</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>LayerMetadata</name>
    <message>
        <source>Please cite:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Source: {project}, {address}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Surface speed of the ice in metres per year (m/yr).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Distances are metres on the ground.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Distances are metres of the map grid of the layer's projection, which differ from metres on the ground by the projection's local scale.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pixels without a measurement are no-data (-32767).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Length of the mean velocity vector: both components averaged over all dates, weighted by their errors.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>v {date} · {satellite} · {days} d</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mean over the time between two images of {satellite}: {begin} and {end} UTC, {days} days apart.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granule {granule}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reprojected from EPSG:{epsg}, the velocity vectors turned with the grid.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Holes filled from the same image pair in another projection: {percent} %.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File {name}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ground metres</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>map metres</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Typical speed · {cube} · {count} image pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median of the speeds (m/yr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Speed of the mean velocity (m/yr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Summary · {cube}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median speed {period}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mean speed {period}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend of the speed (m/yr per year)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend of the speed along the mean flow, fitted together with a season. Further bands: amplitude of the season and day of its maximum, speed without the season on 1 January {year}, each with its standard error, and the number of values.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median of the speeds: noise biases it upwards where the ice is slow, since a speed is never negative.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Length of the mean velocity vector: both components averaged, weighted by their errors. The band v_error is its standard error, image pairs taken as independent.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} image pairs have their mid-date in this time; the band count says how many were used in each pixel.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Outliers removed by: {filters}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>winter {years}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>spring {years}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>summer {years}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>autumn {years}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median absolute deviation of the speeds (m/yr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Share of the image pairs with a value</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Deviation from the median speed {period}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of values {period}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Valid fraction {period}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median absolute deviation of the speeds from their median, m/yr: how far they scatter, whatever a few outliers do.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of velocities that were used in each pixel.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Share of the image pairs of this time that gave a velocity which was used, 0 to 1: what the filters removed counts as missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only pixels that are ice by the ice mask of the cube.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Lists</name>
    <message>
        <source>Saved {granules} to {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved {granules} to {name}; {count} need a login, so programs cannot fetch them by their address alone.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>MapLayers</name>
    <message>
        <source>Points</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocities at the points</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>This place of the map is outside the Earth.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What was drawn or selected encloses no area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw at least three corners, or select polygons.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This layer does not hold ITS_LIVE footprints.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the layer that a search for granules made.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file {name} could not be written.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} has no layer number {number}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open the cube again: its file may have changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>QGIS cannot read the velocities in {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file may be incomplete, or no ITS_LIVE file; get it again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete it and download it again; the other granules are not affected.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Something unforeseen went wrong: {problem}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The log (View, Panels, Log Messages, ITS_LIVE) has the details.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Restart QGIS. If it happens again, please report it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This computer has not enough memory for the work.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a smaller area or fewer granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Something unforeseen went wrong ({kind}: {problem}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The log has the details; please send them with a report of the problem.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area has a corner that is nowhere.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw the area again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The coordinate reference system {crs} is unknown.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the area in another one, such as EPSG:4326.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A part of the area lies outside of what its projection covers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a smaller area, or use a projection made for that region.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A latitude of the area is beyond 90 degrees.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the area's coordinate reference system and its axis order.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area is empty: it needs three corners or more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a polygon or rectangle around the glacier.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The outline of the area crosses itself.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw it again without crossing lines.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Downloaded {done} of {count} granules ({size} MB)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule could not be downloaded: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again; if it recurs, please report it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Estimating the size of the download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} answered with HTTP status {status}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the address of the service in the settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} has nothing at this address ({status}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} refuses access ({status}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy wants a user name and password.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter them in QGIS's network settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} asks for fewer requests ({status}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again in a few minutes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} has a fault of its own ({status}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The identity of {host} could not be verified.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy did not let us through to {host}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the proxy in QGIS's network settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A SOCKS proxy needs the Python package PySocks, which is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install PySocks into QGIS's Python, or use an HTTP proxy.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} is not a web address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the network connection and the proxy in QGIS's settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The name {host} could not be found.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later, or check the connection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} accepts no connection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The connection to {host} broke.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sent another part of the file than asked.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file of {host} arrived damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule was reprocessed or moved; search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It may need a login at NASA Earthdata, or was moved; search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sent a web page instead of the granule.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What {host} sent is no NetCDF-4 file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file of {host} ended too early.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download again: it goes on from there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The disk of {folder} is full.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make room and download again: what is complete is not fetched twice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Files cannot be written to {folder}: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sends us on to an insecure address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area is not a GeoJSON polygon.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give a Polygon or MultiPolygon.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A date of the saved search cannot be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write dates as 2018-07-01.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The first date {start} is after the last, {end}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A separation of {days} days cannot be.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The shortest separation {shortest} exceeds the longest, {longest}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{percent} is no percentage of valid pixels.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>At least one granule per year must be allowed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{satellite} is no satellite ITS_LIVE uses; those are {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{month} is no month; months are 1 to 12.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{rank} is no ranking; those are {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Correct it and search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Asking {service}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found {count} granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Received {count} of {total} granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Received {count} granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its footprint lies outside the area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its mid-date lies before the first date.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its mid-date lies after the last date.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its separation is shorter than asked for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its separation is longer than asked for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It has fewer valid pixels than asked for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its share of valid pixels is not stated.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It is of another satellite.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its mid-date lies in another month.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A better processing of the same image pair was found.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its year has enough granules that rank higher.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service's answer is damaged or cut short.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again; ask for fewer granules if it recurs.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{url} gave something else than search results.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service repeats its pages without end.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search a smaller area or a shorter time.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service's entry is no STAC item.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service names no file for it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service gives no dates for it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule {name} is not in the folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose its folder in the Download step.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} cannot be written: {problem}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} has no place in longitude and latitude.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the projection of the points' layer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules has data in the area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a larger area, or search with fewer limits.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The projection {crs} is not known.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another one, for instance EPSG:4326.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} cannot be opened.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another file, or build the cube again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is not a cube of this plugin: it lacks {missing}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build a cube from the granules; a single granule opens as a layer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the folder that holds the granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are no granules (.nc) in {folder}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download some first, or choose another folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>in another projection ({crs}); only the commonest was asked for</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>does not touch the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no measurement in the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>pixels of {pixel} m do not fit the cube's grid of {cube} m</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>same image pair as {kept}, a better or newer processing</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading granule {number} of {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules touches the area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw the area where the granules are, or search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules can be a layer of a cube in {crs}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another projection, or let granules of all projections in.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another one, for instance EPSG:3413.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube cannot be built in {crs}: its unit is not metres.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a projection in metres, for instance EPSG:3413.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Averaging velocities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starting the worker process</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run it again: the worker process restarts by itself.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process ended unexpectedly (signal {signal}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process ended unexpectedly (exit code {exit_code}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The Python set in the options cannot do the computing: {tried}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No Python program was found beside QGIS.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process knows no work named '{method}'.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Restart QGIS, so that all parts of the plugin are the same version.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process was asked wrongly for '{method}': {problem}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process received a message it cannot read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} files is a readable granule.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download them again, or choose another folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stacking image pair {number} of {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>its pixels lie between those of the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube would have {nx} × {ny} pixels, more than this computer can hold.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw a smaller area, or choose a projection made for this region.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From {crs} no way leads to longitude and latitude on the Earth.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service gives no address of a NetCDF file for it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its file name is of a form that tells no dates.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service refuses this search: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service's list of granules is damaged or cut short.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{url} gave something else than a list of granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is no search parameter; those are {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw one polygon around them and search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search has no area: neither polygon nor bbox.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search has two areas: a polygon and a bbox.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search parameter {name} cannot be read; it says {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{kind} is no kind of search service; those are {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the service in the plugin's options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search service has no address.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A polygon needs three corners, and this one has {count}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click further corners on the map, then finish; Esc gives up.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A click alone makes no rectangle.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Press the button on one corner, drag to the opposite one, and let go.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another folder, make room on the disk, or close the file elsewhere.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Set the one of their layer, or for a drawing that of the project.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file {name} could not be written: {folder} has a percent sign.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder without one: QGIS opens no GeoPackage there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The table could not be written to {destination}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another place, or make room on the disk.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Set the one of their layer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is one of the granules the cube is made of.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another name for the cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The header of {name} is damaged: {attribute} is {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} does not tell its projection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is in EPSG:{epsg}, which is no known projection in metres.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} names two projections, EPSG:{epsg} and EPSG:{other}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} has {columns} × {rows} pixels, but {nx} × {ny} coordinates.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The coordinates of {name} are not evenly spaced.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} was turned by another program: rows and columns are exchanged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is laid out as ({dimensions}), not as (y, x) like a granule.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} holds {count} times; a granule holds one image pair.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} has {columns} × {rows} pixels, which no granule has.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} has no coordinates along {axis}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The coordinates of {name} along {axis} are no places on the Earth.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave it out; the granules themselves come from the search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The two images of {name} have the same date, {date}; no velocity is that.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is a velocity cube, not a granule.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open it as a cube instead.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is a NetCDF file of another kind: it holds no velocities vx and vy.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} does not tell when its image {image} was taken.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is incomplete: it has no {variable}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} cannot be read: the file is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} cannot be opened: {reason}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>See that it is there and that you may read it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is no NetCDF file, whatever its name says.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is cut short: {size} of its {declared} bytes are there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Inspecting granule {number} of {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a granule that is there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no folder {folder} to write {name} to.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another place for the file, or make the folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} cannot be written: a folder has this name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another name for the file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder that you may write to, or make room on the disk.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The disk of {folder} is full: {name} is not written.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make room on the disk, or choose another folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The disk of {folder} took only a part of {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>reading it crashes the program that reads it: it is damaged</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>same image pair as {kept}, in another projection, and nothing to add to it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area and its granules have no place in {crs}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a projection made for this region.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Compare it with the archive's file before you use it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} cells of {name} hold some of vx, vy and v, but not all.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It was renamed or mixed up; download it again to be sure.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete the granules and download them again, to another disk if you can.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check this computer's clock, or whether this network inspects secure connections.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It may need a login at NASA Earthdata, which this plugin cannot do. If it is this network that asks for one, open a web page and log in first.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>If this network asks for a login, open a web page and log in first.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Change the criteria, or check that the address in the settings is that of an itslive-search service.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>If this network asks for a login, open a web page and log in first; else check that the address in the settings is that of an itslive-search service.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This service is asked polygon by polygon, and the area has {count} of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give a polygon as lon,lat,lon,lat,... or a bbox as west,south,east,north, dates as 2018-07-01, and numbers for the rest.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter it in the plugin's options: the older service has no public address any more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>If this network asks for a login, open a web page and log in first; else check the address of the service in the settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are no pictures of the kind {kind}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Let the name end in .png, .svg or .pdf.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The polygons have no coordinate reference system, so nobody knows where they lie.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check that the disk has room, that the folder may be written to and that no program uses the file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The points have no coordinate reference system, so nobody knows where they lie.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download it again; if it stays like that, the file of the archive is wrong: leave it out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} was turned round by another program: x must rise along its rows and y fall down its columns.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is displaced: its images were taken at latitude {latitude}, longitude {longitude}, but its pixels lie elsewhere in {crs}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} holds velocities, but not of one image pair: it is a mosaic or another product.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} stores {variable} in another form than granules do, namely as {form}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is a web page saved under a granule's name, for instance a page to sign in.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} was cut short or changed since its download: it has {size} bytes, not {recorded}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} has {size} bytes, but {recorded} were downloaded: it was cut short or changed since.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is not the file that was downloaded: its bytes have changed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>In {count} cells of {name} the speed v is not the length of (vx, vy); it is up to {worst} m/yr off.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} states a separation of {stated} days, but its images are {days} days apart.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The name of {name} does not fit its content: other dates, or another share of valid pixels.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{damaged} of {count} pieces of {variable} in {name} cannot be read: the file is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process crashed {count} times on damaged granules, the last time on {granule}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The worker process was ended from outside; most often this means that the computer ran out of memory.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run it again: the worker process restarts by itself. If it happens again, choose a smaller area or fewer granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cubes and their series need Python packages that QGIS does not bring. Tried, and what failed or is missing: {tried}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter in a terminal: '{python}' -m pip install xarray netCDF4 rasterio rioxarray h5py. Or choose another Python in the options; none there means QGIS's own.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open the OSGeo4W Shell from the Start menu and enter: python -m pip install xarray netCDF4 rasterio rioxarray h5py. Or set another Python that has them in the options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open Terminal and enter: '{python}' -m pip install xarray netCDF4 rasterio rioxarray h5py. Or set another Python that has them in the options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter in a terminal: sudo apt install python3-xarray python3-netcdf4 python3-rioxarray. Or set another Python that has them in the options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install xarray, netCDF4 and rioxarray for it with your package manager or with pip. Or set another Python that has them in the options.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The table could not be written to {destination}: {count} of its rows have no place on the map, and files of this kind hold no such rows.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a file whose name ends in .gpkg.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading {name} crashes the program that reads it: the file is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} cannot be read: the file is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build it again from its granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The coordinates of {name} are no places on the Earth in {crs}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{variable} in {name} would hold {size} values in {count} pieces, which no granule has: it was not read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This computer lets the program open no more files.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Close other programs, or restart QGIS, and run it again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The new {cube} does not have the dates of layers you kept: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>These layers are gone. To keep dates of different builds, write each to its own file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This is no address and no name of a granule: {text}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Paste the address of a NetCDF file of ITS_LIVE, whose name holds two scenes and ends in .nc.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search service does not know a granule {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It may have been processed anew under another name; paste its address instead.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{text} lies beyond {limit} degrees.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Latitudes go in the fields for south and north, and coordinates in metres need their projection chosen below.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The north side, {north}, is not north of {south}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The east side, {east}, is not east of {west}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>West and east side are the same meridian, {west}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The west side of the box is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The south side of the box is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The east side of the box is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The north side of the box is missing.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fill all four fields.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“{text}” is no coordinate that can be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write it as -49.83, 49.83 W or 49°50'W, or in metres without signs between the thousands.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the fields, they may be swapped.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ITS_LIVE has nothing in this area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service has granules now that it did not give before. Search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Looking for what emptied the search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none has its mid-date in {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none has a separation of {value} days.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none states {value} % of valid pixels or more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none is of {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none has its mid-date in the months {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none states the direction of the orbit asked for ({value}); radar alone states one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none is in the projection {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none is of the path and row, tile or frame {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are granules that meet the other criteria, but none is of version {value}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the dates ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the separation ({value} days).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the share of valid pixels ({value} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the satellites ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the months ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the direction of the orbit ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the projection ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the path and row, tile or frame ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is found until several criteria are left open, first of all the version ({value}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Writing the list of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A list of granules cannot be written as {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a name that ends in one of {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is no list of ITS_LIVE granules, or it is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a list that was saved from a search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sent only {count} bytes in {seconds} s.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later, over another connection if this one is slow everywhere.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service says that it found {count} granules, and sends none of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again; search a smaller area or a shorter time if it recurs.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sends us on to {url}, which refuses the search ({status}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again in {minutes} minutes or later.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The answer of {host} is damaged and cannot be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later; if it recurs, check the proxy in QGIS's settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The list of well-known glaciers has no {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try another of its names, or give the area as a polygon or a box.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Several glaciers are called {name}: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the name of one of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area goes around the globe more than once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw an area of at most 360 degrees of longitude.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetching the preview image</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no preview image of {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add the granule to the map to see its velocities.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A criterion of the saved search cannot be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Set the criteria anew and save the search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{orbit} is no direction of an orbit; those are {known}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{epsg} is no EPSG code; those are numbers such as 3413.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'{place}' is no path and row, tile or frame; those are such as 009011 or 9/11, 22WED, 149_074.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{version} is no version; those are such as 001 and 002.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} asks us to wait {seconds} s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This is no saved search of ITS_LIVE, or it is damaged.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another file, or save the search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This search was saved by a newer version of the plugin.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Update the plugin to load it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service sent {count} entries, and none is a granule we can read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the address of the service in the settings, and whether there is a newer version of this plugin.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found {count} granules; {missing} that the service announced never came</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Received {count} of at most {total} granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its orbit has another direction, or none is stated.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It is in another projection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It is of another path and row, tile or frame.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It is of another version of the product.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{text} is no EPSG code of a projection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write numbers such as 3413 or 32607, with commas between several.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{text} is no path and row, tile or frame.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The file {name} could not be read: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No glacier called {name} is known here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try another of its names, add a layer of outlines that has it (RGI, GLIMS), or draw the area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The box has no coordinate reference system.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the one its coordinates are in.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This place of the map has none in the projection of {layer}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click on an outline that the map shows.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What the archive sent for {name} is no picture.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This saved search is damaged and cannot be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete it, and save the search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} holds no polygons.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a file of outlines, not of lines or points.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} cannot be read as a file of outlines.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a GeoJSON, shapefile, GeoPackage or KML that QGIS can show on the map.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} has no .prj file beside it, so nobody knows where its polygons lie.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} names no coordinate reference system, so nobody knows where its polygons lie.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add it to the project as a layer, set the layer's coordinate reference system, and use it as a polygon layer here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the names of glaciers: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{layer} has no outline at this place of the map.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click inside of an outline, or choose another layer of outlines.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The outline of {name} is no longer in the project.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Type the name again to see what there is now.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule {name} could not be fetched.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the first granules that the service has around this area lies in it; what emptied the search is not known. Search a smaller area or with fewer criteria.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write path and row as 9/11 or 009011 (at most 233/248), a tile as 22WED, with commas between several.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A polygon of {count} corners crosses itself, and cannot be repaired.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area has {count} corners, and at most {most} can be searched by.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Select fewer polygons, or simplify them first (Vector ▸ Geometry Tools ▸ Simplify).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sends us on again and again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again, or correct the list of granules that holds it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy {proxy} wants a user name and password.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy {proxy} wants a login by {kinds}, which this plugin cannot do.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Run a local proxy that can, such as Px or CNTLM, and enter that one in QGIS's network settings; or ask your IT department for a proxy that takes a user name and password.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The proxy {proxy} refuses the user name and password that it was given.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Correct them in QGIS's network settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Correct them in QGIS's network settings. If they are right, the proxy may want a login by NTLM or Kerberos, which a local proxy such as Px or CNTLM can do.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This plugin cannot use a proxy of the kind {kind}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose an HTTP or a SOCKS5 proxy in QGIS's network settings.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The download needs about {needed} with some margin, but the disk of {folder} has only {free} free.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make room, choose a folder on another disk, or download fewer granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No connection; {done} of {count} granules, next try in {wait} s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A folder is named {name}, as the file is to be.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rename or move this folder in {folder}, and try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Another program has the file {name} open.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Close it there, or wait until a virus scanner or a synchronisation is through with it, and try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The path {path} is too long for this system.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a folder with a shorter path.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>See that it is still there and that you may read it, then try again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Downloaded {done} of {count} granules; another window fetches the others</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The folder {folder} is not there any more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Put it back where it was, or choose another one.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make the summary again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The filter {name} cannot be {limit}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give a number larger than 0, or leave the filter out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube cannot be built with this: {option}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Variables are {variables}; dates are written as 2015-12-31; resolution and separation are numbers above zero.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>None of the {count} granules is of the chosen dates and separations: their mid-dates are {first} to {last}, the shortest separation {shortest} days.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose wider limits, or search again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>its mid-date, {date}, is not among the chosen dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{days} days between its images; {most} were allowed at most</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Writing rasters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There are no periods named {period}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose one of these: {kinds}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube holds no velocity in this time.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a longer time, or another cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The filters leave none of the cube's {count} velocities in this time.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give larger limits, or leave out filters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{day} is no day.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write it like 2019-12-31.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube has no image pair with its mid-date from {start} to {end}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Its mid-dates reach from {first} to {last}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Summarizing velocities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube of {resolution} m pixels cannot be made of pixels of {stored} m.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a multiple of {stored} m, or a whole part of it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube is a NetCDF file or a Zarr store, and {name} is no name for either.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Let its name end in .nc, or in .zarr.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is already a {name}, which is no cube of this plugin.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another name for the cube, or move what is there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is a Zarr store, and the package zarr is missing to read it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install zarr in the Python that builds cubes, or build the cube as NetCDF (.nc).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>See that it runs and that no firewall is in between; without the scheduler's address the cube is built on this computer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A dask cluster needs the Python package distributed, which {python} lacks.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install distributed there; without the scheduler's address the cube is built on this computer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No dask scheduler answers at {address}: {reason}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dask scheduler at {address} has no workers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start some; without the scheduler's address the cube is built on this computer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dask worker at {worker} cannot run the plugin's code: {reason}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the Python of the workers the packages numpy, netCDF4 and pyproj, in versions near those of this computer ({here}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dask worker on {host} does not see {path} as this computer does.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Put the granules into a folder that all workers share and know by the same path.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dask worker on {host} ran short of memory.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the workers more memory or fewer threads, or choose a smaller area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Workers of the dask cluster at {address} died of {count} image pairs in a row.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look into the workers' logs, most often memory is short; without the scheduler's address the cube is built on this computer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dask cluster at {address} was lost before the cube was done.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build the cube again, there or without the scheduler's address on this computer: what was finished is kept.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'{address}' is no address of a dask scheduler.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write it as tcp://host:port, as the scheduler tells it when it starts; without one the cube is built on this computer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} was replaced in the archive while it was read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Do the same again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} ended its answers early, again and again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the network connection, and do the same again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{host} sent another part of a file than was asked for.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download the granules instead, and build the cube from their folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The start date {start} lies after the end date {end}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Exchange them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Let its name end in .nc or .zarr, as {better} does.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The figure needs the Python package matplotlib in QGIS ({problem}).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install it, or leave the figure out.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} was changed by another program meanwhile.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Extend it again when nothing else writes it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} cannot be extended: it does not tell, in the way of this version, what it was built with.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build it anew, from all its granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} cannot be extended: {granule} in it has a name that does not tell its image pair, and its file is not among the granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Put that file back where the granules are, or build the cube anew from all of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} was built for another area than the one that is asked for now; a cube is extended in time alone.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave the area empty, which keeps the cube's own, or build a cube of another name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} was built with {option} = {held}, and {option} = {asked} is asked for now; all of a cube is built with one choice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave the option at its default, which keeps the cube's own, or build a cube of another name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The ice mask {name} cannot be read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a raster or a layer of polygons that is there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ice alone is to be kept, but nothing says which cells are ice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose an ice mask, such as glacier outlines, or keep all cells.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The ice mask shows no ice in the area of the cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a mask of this region, draw another area, or keep all cells.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The ice mask {name} does not say in which projection it is.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Assign its projection, or choose another mask.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is no ice mask: it holds {value}, where 1 is ice and 0 is none.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make a raster of 0 and 1 of it, or choose outlines of the ice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules cannot be read in the archive without downloading them: the worker's Python has no {package}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install it, or download the granules and choose their folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>its image pair is in the cube already, from {kept}, which is not among the granules now; both are needed to make that layer anew</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The cube {name} does not say which cells are ice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build it with an ice mask, or summarize all of its cells.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What the archive sent is no catalogue of cubes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later, or use a cube that you built yourself.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} holds no points.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose another file or layer.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} holds {count} points; the first {most} were taken.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add the others from a file of their own.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The current layer has no points and no lines.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a layer of points or lines among the layers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} has more points; the first {count} were taken.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Select those you need, at most {count} at a time.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The table {path} gives no point.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give it the columns name, lon and lat, in degrees, with a header.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive's cubes of this place are packed by another codec than zlib, and the package zarr is missing to read them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Install zarr in the Python that builds cubes, or download granules and build a cube of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive's cubes of this place are stored in a way that is not known here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Update the plugin, or download granules and build a cube of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive's catalogue names the cube {name}, but it is not there.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again later, or download granules and build a cube of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity along x of the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity along y of the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity to true east</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity to true north</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity along the flow</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity across the flow, to its left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>m/yr of the map grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>m/yr on the ground</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>m/d of the map grid</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>m/d on the ground</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This curve needs at least {least} values, and {count} are chosen.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Loosen a filter, choose more time, or take a point with more pairs.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The components of the two points lie along different axes: one is of {crs_a}, the other of {crs_b}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Compare the speed, or the velocity to true east or north.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The chosen pairs of the two points have too little time in common.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose more time, or loosen a filter.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A part of {name} is damaged in the archive.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive's cube does not tell which granule this value is from.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search for granules of its dates instead.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The granule of this value could not be told: the archive has replaced the cube since the point was read.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove the point and click it again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What was read of the points does not fit into memory, and the temporary folder {folder} does not take it: {why}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Make room on its disk, or ask for fewer points at once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A trend needs pairs of at least {least} years, and there are {years}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The chosen pairs cannot tell the season from the trend: they lie too near each other in time, or each spans whole years.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose more time, or allow shorter separations.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dates of the images are not known, so that pairs that share one count as independent: the uncertainties may be too small.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The season of {amplitude} ± {error} m/yr may be noise alone; its day of the maximum says nothing then.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The mean would be of {pixels} pixels with {layers} image pairs each, more than fit into memory.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a smaller radius.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line {line} gives no point: “{text}”.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write latitude and longitude as 69.17 and -49.83.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line {line} has more commas than columns, so that decimals and columns cannot be told apart: “{text}”.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Put semicolons between the columns, or points in numbers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line {line} has coordinates of a projection, and none is named.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add a column epsg, or choose the projection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line {line} lies beyond the globe: latitude {lat}, longitude {lon}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Correct it, or name the projection in a column epsg.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Of line {line} nobody can tell which number is the latitude.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add the header lat,lon or lon,lat to the file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The columns of latitude and longitude were exchanged: as they are named, the points would lie beyond the poles.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} is no table of a point's record: it lacks {columns}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a CSV file that itslive-py or the ITS_LIVE web app has written.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Line {line} of {file} cannot be read: “{cell}”.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Export the file again, or remove the line.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{file} holds several points: {name} changes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose a file of one point, as itslive-py writes them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The projection {crs} of {file} is not known.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Correct its column epsg.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is no cube that can be read here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look for a newer version of the plugin, or use a cube that you built yourself.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive packs this cube in a way that this plugin cannot unpack yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click on the glacier.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>“{name}”: nothing is new since {day}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“{name}”: {new} new since {day}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>“{name}”: {new} new since {day}, {gone} gone.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>NewsCard</name>
    <message>
        <source>The new granules are selected, and go on to the next step.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From now on, these are known</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The next time you ask, only what came after this search is new.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>Downloads at a time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder for granules and cubes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Python program</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>found by the plugin</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Python for cubes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cubes are made by a process of their own, with a Python that has xarray, netCDF4 and rioxarray.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Starting it …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Works: Python {version} with {packages}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>STAC (current)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>itslive-search (older API, for other hosts)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search service</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Address of the service</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The older API has no public address any more: enter that of a host that runs it. It does not tell where granules lie, so the map shows no footprints.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The older API needs an address, which begins with https://.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{url} is no address of a search service: it must begin with https:// or http://.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Searches go on with {url}, the STAC service.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Searches go on with {url}, the older API.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Enter its address in Settings, Options, ITS_LIVE.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> MB/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Limit the rate of downloads to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>For metered or shared connections: all connections of a download together take no more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>OrbitSection</name>
    <message>
        <source>Orbit direction</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ascending</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>descending</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Radar alone states one: with a choice here no optical image is found.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>OutlierFields</name>
    <message>
        <source>Outliers, removed in this order</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Long pairs of fast ice lose it and find noise, which is slow.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest error</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>One standard error of the speed.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> m/yr</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least speed, in errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Takes slow ice more than fast ice.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Separations must agree</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop those that disagree with shorter ones: the rule of ITS_LIVE's composites, which compares long pairs with short ones in each pixel.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Angle to the median flow</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The largest that is kept.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>°</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Deviation in time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The largest from the median of pairs of a like separation, in standard deviations as the median absolute deviation tells them. A short surge is an outlier by it, too.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> s.d.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>up to {limit}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>errors to {limit}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>speed above {limit} errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>angle to {limit}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>deviation to {limit}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>separations agree</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>OutlineLayers</name>
    <message>
        <source>A layer of outlines in the project, as of RGI or GLIMS</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Take the layer's selected features, or else all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click a glacier</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Take the outline of this layer that you click on the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From a file…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>GeoJSON, shapefile, GeoPackage, KML…; or drop the file on this page</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>With a layer of outlines in the project, such as RGI or GLIMS, you can also click a glacier on the map and find it by its name.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Selected features: {count}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing is selected: all features of the layer are taken.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Next</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PairFields</name>
    <message>
        <source>Mid-dates of image pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>On fast glaciers pairs of more than about 60 days are often wrong.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from {day}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>to {day}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>up to {days} days</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PerYearSection</name>
    <message>
        <source>At most per year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>keep those with most valid pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>keep those with shortest separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>keep them evenly spread over the year</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PictureFields</name>
    <message>
        <source> dpi</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Resolution</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{width} × {height} cm, {dpi} dpi</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> cm</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PictureSize</name>
    <message>
        <source>Size of the picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Picture: {set}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PixelFields</name>
    <message>
        <source>Pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> m</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>as stored</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A multiple of the granules' own, usually 120 m, whose vectors are then averaged, or a whole part of it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pixel size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>bilinear</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>nearest pixel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Of granules in other projections alone. The nearest pixel keeps single values, but lies up to half a pixel beside them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Resampling</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Measured values only</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave out values that were interpolated.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>measured only</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Plot</name>
    <message>
        <source>{v} ± {error}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{dates}
{satellites}
{days} days apart
{speed} {unit}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>
{speed} {unit} on the ground</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>separations up to {days} days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>errors up to {error} m/yr</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>without outliers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>without lost pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>all separations</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{shown} of {total} values shown, {limits}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Point {label}: pixel {distance} m away, {source}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Point {label} is not complete. Read it again.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>your cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>reading {layers} image pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the archive's cube in {crs}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} cubes of the archive, brought to {crs}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Point {label}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} and {count} more</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved {name}: {rows} of {total} values, those that are shown.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved {name}: all {total} values, whatever the plot shows.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved {name}: {rows} of {total} values, whatever the plot shows; this form has no rows that lack a number.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>trend {trend} {unit} per year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>season {amplitude} {unit}, highest on day {phase} of the year</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PlotCanvas</name>
    <message>
        <source>Show all</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PlotExports</name>
    <message>
        <source>Save CSV</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Points layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Adds the points to the map as a layer in the plot's colours.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Values table</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Adds all values as a table with dates, written beside the points' file.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open on the web</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows these points in ITS_LIVE's own web application.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All values (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only the values shown (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>As itslive-py writes them, a file per point (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>As the web app writes them, a file per point (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save the values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save the plot</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PlotFields</name>
    <message>
        <source>Long separations show too slow speeds where ice is fast. This limit acts on the plot only; the CSV has all values.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Along the flow</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Across the flow</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>True east</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>True north</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Along x of the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Along y of the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Through time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>By day of year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Histogram</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Colours tell satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Colours tell points</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Further filters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Errors up to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> m/yr</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Without outliers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leaves out what lies more than {count} standard deviations, by the median absolute deviation, from the median of pairs of like separation. A short surge may be left out, too.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Without lost pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leaves out long separations that disagree with the shorter ones, as in the archive's own composites: where the ice is fast they have lost it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Curves and bars</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Running median</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median of each year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median of each season</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend and season</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bars of errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Bars of separations</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PlotLink</name>
    <message>
        <source>A granule is on its way already. Double-click again when it is there.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PlotPage</name>
    <message>
        <source>Speed through time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click points on the map to see their velocities.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click points</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A plot needs a cube. Build one, or open one you already have.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{points} points, {values} values. Click further points, or save.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The plot needs the Python package matplotlib in QGIS ({error}). The CSV works without it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mid-date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Point {label}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The points wait for a cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Outside the cube: point {labels}. Click within the coloured area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No velocity at point {labels} on any date.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No image pair is this short. Allow longer separations.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Press “Click points”, then click on the glacier.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Click on the map to set a point. Drag a point to move it, Esc puts it back. Right-click on a point to remove it. With Ctrl points snap to other layers.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From the open cube, else from the archive</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From the open cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>From the archive's cubes: forty years</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive holds the whole record of nearly every glacier in cubes of its own. A point of them is read in a second or two; nothing has to be downloaded before.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points are not read yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No value passes all filters. Loosen one of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The archive has no cube at point {labels}. Click on a glacier.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PointTimeSeries</name>
    <message>
        <source>Point time series</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Field with the points' names</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of rows</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF files (*.nc);;Zarr stores (*.zarr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the velocities at points from a cube or from the archive, one row per point and date.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,sample,table,csv,official,cube,zarr</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Reads the velocities at points, of a cube or of ITS_LIVE's own cubes, and writes a table with one row per point and date that has a measurement there, sorted by point, then by mid-date.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Cube&lt;/b&gt;: a NetCDF file or Zarr store made by &lt;i&gt;Build velocity cube&lt;/i&gt;. Empty: the archive's own cubes, for which nothing need be searched or downloaded.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Points&lt;/b&gt;: in any projection, of lines the vertices; each takes the pixel it lies in. Points outside the cube are named in the log and have no rows.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Field with the points' names&lt;/b&gt;: goes into the column &lt;i&gt;point&lt;/i&gt;; by default the field &lt;i&gt;name&lt;/i&gt; if there is one, else numbers from 1. Vertices are named by their line: name:1, name:2 and so on.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Table of points&lt;/b&gt;, instead of a layer: a text file with columns such as name, lon and lat, between commas, semicolons or tabs; degrees with decimals or minutes and seconds, or x and y of the projection that it names in a column epsg, or that is chosen as &lt;b&gt;Projection of the table&lt;/b&gt;. Lines that cannot be read are named in the log.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Table&lt;/b&gt;: point, lon, lat, mid_date, date_1, date_2 (UTC), separation_days, satellite, granule_id (of a cube of yours), v, vx, vy, v_error (metres per year), epsg, the projection along whose axes vx and vy are given, metres and map_scale. Where &lt;i&gt;metres&lt;/i&gt; is &lt;i&gt;ground&lt;/i&gt; the velocities are metres on the ground; where it is &lt;i&gt;map&lt;/i&gt; they are metres of the map grid of epsg, and divided by &lt;i&gt;map_scale&lt;/i&gt; metres on the ground. Then vx_error and vy_error of the image pair (metres per year), where they are told; pixel_lon and pixel_lat of the centre of the nearest pixel, and its distance_m from the point in metres of the map; pixels, as many as the values are a mean of; derived, 1 where v and v_error were computed from the components; and cube, the file's name or the address. COUNT is the number of rows.&lt;/p&gt;&lt;p&gt;To read a cube of yours, a Python with xarray, netCDF4 and rioxarray beside QGIS is needed; see the plugin's options. The archive's cubes need nothing.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cube (empty: the archive's own)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Points (or lines, for their vertices)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Table of points (instead of a layer)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tables (*.csv *.txt *.tsv);;All files (*)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection of the table (if it names none)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Catalogue of the archive's cubes (empty: that of the options)</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PointTool</name>
    <message>
        <source>Point {label}
Drag to move it, right-click to remove it.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Points</name>
    <message>
        <source>Points of velocity time series.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PointsButton</name>
    <message>
        <source>Points from</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Adds the points of a layer, the vertices of lines, or a list of coordinates.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The current layer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Layer {name}, all features</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Layer {name}, {count} selected</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>File of coordinates…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Coordinates (*.csv *.txt *.tsv *.dat)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Points from a file</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PointsNews</name>
    <message>
        <source>{count} lines or features gave no point:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All {count} without a point</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No point was added from {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Points added from {name}: {count}.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Close the preview</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetching the preview image …</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ProjectionFields</name>
    <message>
        <source>Projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Projection of the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Use granules of all projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only granules of the commonest projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules in other projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules of another projection are resampled, and their vectors turned to the axes of the cube. Those of the cube's own projection are never resampled.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>One layer per image pair</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Of an image pair in several projections the holes of the best granule are filled from the others. Without a check mark each granule is a layer of its own.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>one projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>pairs not merged</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Query</name>
    <message>
        <source>from {date}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>until {date}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{shortest} to {longest} days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>up to {longest} days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from {shortest} days</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>{size}/s</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{done} of {granules}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{received} of about {size}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>less than a minute left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>about {hours} h {minutes} min left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} paused</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Getting ready</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{left} of {granules} in this folder are still to come</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 of {granules} in this folder is still to come</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{left} of {granules} in this folder are still to come. Go on brings them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 of {granules} in this folder is still to come. Go on brings it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The download is paused: {count} of {granules} are there. Go on fetches the rest, today or another day.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The download is paused: 1 of {granules} is there. Go on fetches the rest, today or another day.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The download was cancelled: {granules} of it are there. Download fetches the rest after all.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The download was cancelled: 1 granule of it is there. Download fetches the rest after all.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>QueueCard</name>
    <message>
        <source>Which granules the table shows</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stop for now; what has come stays, and you may close QGIS meanwhile.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch what is still to come, each file from where it was left.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancel all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give up what is not there yet and remove partial files; complete files stay. Download brings it back into the list.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try the failed ones again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch the granules that failed once more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules that are gone from the archive were mostly processed anew, under other names: the same search finds them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Failed: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not usable: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} downloaded ({size})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} already there</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} paused</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>EPSG:{code}: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show on the map</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show where the granules of this folder lie, and how each file stands.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>State</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{received} of {size}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It was in the folder already.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>Pause</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Let it rest while the others go on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch it from where it was left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Take first</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch it before all others</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch it once more</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give it up; what has come of it is removed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy address</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Put the address of the file on the clipboard</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{received} of {matched} so far</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{received} so far</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{counted}, {fitting} fit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No search yet.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>projection not stated: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>EPSG:{code}: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search broke off: these are {count} of {matched}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search was stopped: these are {count} of {matched}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search ended early: these are {count}, there are more.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 pair is in two projections: a cube takes both as one image pair.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} pairs are in two projections: a cube takes both as one image pair.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This service does not tell where granules lie, so the map shows none of them. They can be downloaded all the same.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Of {granules} the service does not tell where they lie; the map shows the others.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules} need an Earthdata login: they are marked, and not downloaded here. Their menu opens the login page.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service filtered by: {criteria}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Checked here and set aside: {criteria}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>valid pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>path and row, tile or frame</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{shown} of {all} shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>These are of another area. Go back and search again to see those of this one.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>What was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rows selected here are selected on the map, and the other way round.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No search yet. Go back and search.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No granule is selected. Select rows, or use all of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{granules}, {years}. Next: download them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found, but set aside: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing fits. What was found and set aside is listed with its reasons; go back and loosen the criteria.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>ITS_LIVE has no granule here that fits. Go back and take more dates, more satellites or longer separations; or there is no glacier it covers in this area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Take every filter off</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Go on with</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Granules are arriving.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is chosen needs a login. Choose other granules.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Filter by satellite, mid-date or name</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All {granules} go on, not only the {shown} shown. Next: download.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search ended before anything that fits had come. Search again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SatellitesSection</name>
    <message>
        <source>Every satellite that this version of the plugin does not know by name.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SavedSearches</name>
    <message>
        <source>Saved the search “{search}” to {name}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The search “{search}” is in the project.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SchedulerField</name>
    <message>
        <source>Dask scheduler</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>none: cubes are built on this computer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The dock builds cubes on the cluster of this scheduler, such as tcp://10.0.0.5:8786; its workers must see the granules under the same path.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SearchGranules</name>
    <message>
        <source>Search granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find ITS_LIVE image-pair velocities over an area.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,stac,nasa,find,footprints</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Footprints</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Finds the ITS_LIVE granules (velocities between two satellite images) that cover an area, and writes their footprints. The result is the input of &lt;i&gt;Download granules&lt;/i&gt;.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Footprints&lt;/b&gt;: one polygon per granule in longitude and latitude, with granule_id, url, mid_date, date_1, date_2 (UTC), separation_days, satellite, percent_valid, epsg, version, orbit, place (path and row, tile or frame), preview (the address of a picture) and login_url (where one must log in to fetch the file).&lt;/p&gt;&lt;p&gt;&lt;b&gt;List&lt;/b&gt;: the granules as a file, too, by the end of its name: .csv a table, .geojson features, .json a STAC ItemCollection, .txt addresses for a download program (without those that need a login).&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: COUNT is the number of granules, LIST the file. If there are none, WHY says which criteria left nothing.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Features (*.geojson)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>STAC ItemCollections (*.json)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lists of addresses (*.txt)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>List</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Why there are none</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} granules need a login and are not in the list of addresses.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SearchReport</name>
    <message>
        <source>{received} granules received from {service}, {kept} kept.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service itself narrowed its answer by: {criteria}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Checked here: {criteria}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} set aside: {reason}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The service does not tell where {count} of the granules lie; they are rows without a footprint.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} of the granules need a login at NASA Earthdata: the field login_url has the address to open in a browser.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>valid pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>direction of the orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>projection</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>path and row, tile or frame</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SearchesButton</name>
    <message>
        <source>Searches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save this search, or go back to an earlier one</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save this search…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save this search… (needs an area)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>In this project</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Last searches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Forget the last searches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Import a search…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Why can it not be read?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Load area and criteria</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What is new since {day}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rename…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save this search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rename the search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Name of the search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is a search of this name already.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete the search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete the search “{name}” from this project?</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Export the search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Searches (*.json)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Import a search</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Searches (*.json);;All files (*)</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SeparationSection</name>
    <message>
        <source>Separation of the two images</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fast ice changes too much between distant dates: long pairs then show far too slow speeds. For fast glaciers take 64 days or less.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>On Jakobshavn Isbræ in 2015, pairs up to 16 days show about 7,900 m/yr, pairs longer than 64 days about 600 m/yr: they lock onto what does not move.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SeriesLayer</name>
    <message>
        <source>not all rows were written</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocities of image pairs at points. Dates are UTC; v, vx, vy and v_error are metres per year, vx and vy along the axes of the projection epsg. Where metres is map, they are of that projection's grid, and divided by map_scale metres on the ground.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SeriesParameters</name>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Source&lt;/b&gt;: &lt;i&gt;cube&lt;/i&gt;, the one that is given, or &lt;i&gt;archive&lt;/i&gt;, ITS_LIVE's own cubes, which hold all image pairs since the 1980s and are read over the network, of each no more than the parts that hold the points. Empty takes the cube if one is given, else the archive. Where several of the archive's cubes hold a point, each image pair is taken once; the log tells of those points, of such that lie outside of all cubes, and of such that have no measurement, as on rock.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Sampling&lt;/b&gt;: &lt;i&gt;nearest&lt;/i&gt;, the pixel that holds the point, as it is stored; or of the archive's cubes &lt;i&gt;bilinear&lt;/i&gt;, of the four pixels around it, or &lt;i&gt;mean&lt;/i&gt;, of all within the &lt;b&gt;radius&lt;/b&gt;. Means are of the components, where at least half of the pixels have a value, and v is that of the mean.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Filters&lt;/b&gt;, in the order in which they work; without any the table has all values. &lt;b&gt;Satellites&lt;/b&gt;: names as in the list. &lt;b&gt;Months&lt;/b&gt; of the mid-date: numbers 1 to 12. &lt;b&gt;Start date&lt;/b&gt;, &lt;b&gt;End date&lt;/b&gt;: of the mid-dates. &lt;b&gt;Longest separation&lt;/b&gt; of a pair in days: long pairs of fast ice lose it and find noise, which is slow. &lt;b&gt;Largest error&lt;/b&gt; of the speed in m/yr. &lt;b&gt;Least speed in errors&lt;/b&gt;: takes slow ice more than fast ice. &lt;b&gt;Drop separations that disagree&lt;/b&gt;: the rule of ITS_LIVE's composites, which compares long pairs with short ones. &lt;b&gt;Largest angle to the median flow&lt;/b&gt; in degrees. &lt;b&gt;Largest deviation in time&lt;/b&gt; from the median, in standard deviations as the median absolute deviation tells them; a short surge is an outlier by it, too. &lt;b&gt;Shortest separation&lt;/b&gt; comes last, so that the others still know the short pairs. With any filter, what is faster than any ice (20000 m/yr) is removed as well. The log tells what each has removed.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Catalogue&lt;/b&gt; of the archive's cubes: an address; empty means that of the plugin's options.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Source (empty: the cube if given)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Sampling</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Radius of the mean (metres)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>End date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shortest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest error (m/yr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least speed in errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop separations that disagree with shorter ones</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest angle to the median flow (degrees)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest deviation in time (standard deviations)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the points as a layer or as a table of coordinates, one of the two.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'{parameter}' cannot be 0. Give a larger number, or leave it empty.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Give the radius of the mean in metres, such as 250.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose the cube to read, or the archive as the source.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A cube of yours is read at the pixel that holds each point. Choose 'nearest', or the archive as the source.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SeriesPoints</name>
    <message>
        <source>{count} further lines of the table give no point, either.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SeriesReport</name>
    <message>
        <source>The archive could not be asked what is new, so older copies are used: {why}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} has no measurement in the cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points have no measurement in the cube: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} has no measurement in the archive's cubes, as on rock or sea.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points have no measurement in the archive's cubes, as on rock or sea: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} lies in {cubes} of the archive's cubes; each image pair is taken once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points lie in {cubes} of the archive's cubes each: {names}. Each image pair is taken once.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} lies outside the cube.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points lie outside the cube: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} lies outside of all of the archive's cubes.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} points lie outside of all of the archive's cubes: {names}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{names} and others</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The points lie at most {distance} m from the centres of their pixels.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} takes the mean of {pixels} pixels; the nearest one has its centre at {lon}, {lat}, {distance} m from the point.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The point {name} takes the pixel with its centre at {lon}, {lat}, {distance} m from the point.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SizeLine</name>
    <message>
        <source>{sizes}. Left out, since they need a login: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>asking for their size …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{size} to download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>about {size} to download, estimated from {asked} files</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>as a cube about {size}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SpanBar</name>
    <message>
        <source>All dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The map shows {first} – {last} only, of all layers that have dates. Press Esc in the plot to see all dates again.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>StackedBars</name>
    <message>
        <source>{bar}: {count}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{bar}, {part}: {count}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SummarizeCube</name>
    <message>
        <source>Summarize velocity cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mean velocities of a cube by year, season or month, trend and season.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>glacier,velocity,ice,itslive,mean,median,annual,seasonal,trend,outlier,statistics</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Periods</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>End date</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation (days)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest error (m/yr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Least speed in errors</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Drop separations that disagree with shorter ones</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest angle to the median flow (degrees)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Largest deviation in time (standard deviations)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend and season</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show the rasters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder of rasters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Figure</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of periods</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Number of values removed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Share of pixels whose separations disagree (percent)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>'{parameter}' cannot be 0. Give a larger number, or leave it empty.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Let the name of the figure end in .png, .svg or .pdf.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Rasters of the folder {name} are open in this project, such as '{layer}', and Windows replaces no file that is open. Remove those layers, or choose another folder.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&lt;p&gt;Sums up a cube by year, season or month: one GeoTIFF per period with the mean velocity and its uncertainty, and one with the trend and the season of the speed.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Cube&lt;/b&gt;: made by &lt;i&gt;Build velocity cube&lt;/i&gt;, a NetCDF file or a Zarr store (a folder).&lt;/p&gt;&lt;p&gt;&lt;b&gt;Periods&lt;/b&gt;: &lt;i&gt;annual&lt;/i&gt;, &lt;i&gt;seasonal&lt;/i&gt; (December to February and so on, named by the hemisphere), &lt;i&gt;monthly&lt;/i&gt;, or the &lt;i&gt;whole&lt;/i&gt; time in one. An image pair counts in the period of its mid-date.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Start date&lt;/b&gt;, &lt;b&gt;End date&lt;/b&gt;: of the mid-dates; empty takes all. The filters look at the whole record all the same.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Filters&lt;/b&gt;, in the order in which they work, each left out if empty. &lt;b&gt;Longest separation&lt;/b&gt; of a pair in days: long pairs of fast ice lose it and find noise, which is slow. &lt;b&gt;Largest error&lt;/b&gt; of the speed in m/yr. &lt;b&gt;Least speed in errors&lt;/b&gt;: takes slow ice more than fast ice. &lt;b&gt;Drop separations that disagree&lt;/b&gt;: the rule of ITS_LIVE's composites, which compares long pairs with short ones in each pixel. &lt;b&gt;Largest angle to the median flow&lt;/b&gt; in degrees. &lt;b&gt;Largest deviation in time&lt;/b&gt; from the median of pairs of a like separation, in standard deviations as the median absolute deviation tells them; a short surge is an outlier by it, too. The log tells what each has removed.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Shown&lt;/b&gt;: &lt;i&gt;mean&lt;/i&gt;, the length of the mean vector, or &lt;i&gt;median&lt;/i&gt; of the speeds, which noise biases upwards where the ice is slow; or how good they are: &lt;i&gt;mad&lt;/i&gt;, the median absolute deviation, &lt;i&gt;count&lt;/i&gt;, the number of values, or &lt;i&gt;valid_fraction&lt;/i&gt;, the share of the image pairs with one. The files hold all.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Trend and season&lt;/b&gt;: fit them, where a pixel has at least 30 values.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Only ice&lt;/b&gt;: leave out the pixels that are not ice by &lt;i&gt;landice&lt;/i&gt; of the cube, which it has if it was built with an ice mask.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Show the rasters&lt;/b&gt;: add them to the project afterwards, as one group in one style, each with its time for the temporal controller.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Folder of rasters&lt;/b&gt;: velocity_&lt;i&gt;period&lt;/i&gt;.tif with the bands v, vx, vy, v_error, vx_error, vy_error, v_median, v_mad (median absolute deviation), count and valid_fraction (share of the image pairs with a value, 0 to 1); trend_and_season.tif with trend (m/yr per year), amplitude (m/yr), phase (day of the year of the largest speed) and v0, each with its error, count and valid_fraction. Errors are one standard error, image pairs taken as independent. Files of the same names are replaced.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Figure&lt;/b&gt;: a picture (PNG, SVG or PDF) of all periods on one scale, with the citation; empty makes none.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Outputs&lt;/b&gt;: COUNT is the number of periods, REMOVED the number of values that the filters took, DISAGREEING the share of pixels, in percent, in which separations disagreed and were dropped.&lt;/p&gt;&lt;p&gt;Needs a Python with xarray, netCDF4 and rioxarray beside QGIS; see the plugin's options.&lt;/p&gt;</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>NetCDF files (*.nc);;Zarr stores (*.zarr)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shown</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Only ice, by the cube's ice mask</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SummaryBox</name>
    <message>
        <source>Summarize the cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>years</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>seasons</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the whole time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>An image pair counts in the period of its mid-date.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Periods</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>mean velocity</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>median speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>deviation from the median</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>number of values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>valid fraction</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The length of the mean vector, its components weighted by their errors; the median of the speeds; or how good they are. The files hold all of them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shown first</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trend and season</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fitted where a pixel has at least 30 values.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Filters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Filters: {set}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write the rasters to the folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Folder of rasters</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Summarize</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open the figure</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>A picture of all periods on one scale, with the citation, beside the rasters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{name} is there already: rasters of the same names will be replaced.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SummaryJob</name>
    <message>
        <source>{count} periods are on the map, as a group of layers with their times.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 period is on the map.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The figure is {name} beside the rasters.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No program opens pictures here; the figure is {path}.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SummaryWords</name>
    <message>
        <source>In {share} % of the pixels long separations disagree with short ones and were dropped: there the pairs have two answers. Compare the rasters with those of a shorter longest separation before you rely on them.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} periods are summarized in {folder}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>1 period is summarized in {folder}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no trend: no pixel has 30 values, spread over the year. Choose a longer time, or larger limits.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Medians of speeds are too high where the ice is slow: noise makes a speed larger, and never negative. There the mean velocity is nearer the truth.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No velocities, since above 20000 m/yr: {count} of {values} values.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Longest separation: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Errors: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Separations that disagree: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Angle to the median flow: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Deviation in time: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Satellites: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Months: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Start and end date: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shortest separation: {count} of {values} values removed ({share} %).</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>Prepare the area</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search ITS_LIVE granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Estimate the size of the download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Download ITS_LIVE granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Build the velocity cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open the velocity cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the folder of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Compute the typical speed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the point series</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check the Python of the worker</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save the values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the names of glaciers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save the list of granules</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>See what is new</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the outlines of the file</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find the outline</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Keep the searches</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Sort what was found so far</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch the preview image</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Fetch one granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find out why nothing was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>List the granules of the folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look at the room for the download</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look what the folder still lacks</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove what was given up</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Draw the figure</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ask how much is read in the archive</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Summarize the velocity cube</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Compute the curves</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Write the table of values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the points</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read forty years of a point</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find the granule of a value</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>1 granule</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{count} granules</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>TimeFields</name>
    <message>
        <source>Mid-dates of image pairs</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from {day}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>to {day}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ValidSection</name>
    <message>
        <source>Valid pixels, at least</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Share of a granule's pixels that have a velocity.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>VariableFields</name>
    <message>
        <source>Further variables</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>v_east and v_north point to true east and north, in metres on the ground.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Size of the image chip that was tracked, in metres</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity to true east, in metres on the ground per year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Velocity to true north, in metres on the ground per year</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>0 where a value was measured, 1 where it was interpolated</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>VersionSection</name>
    <message>
        <source>Version of the product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Most granules of version 1 need a NASA Earthdata login to be fetched.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>version {numbers}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ZeroCard</name>
    <message>
        <source>Why nothing was found</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find out again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Looking for the criterion that left nothing…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This could not be found out: {problem}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>This was not found out: it was stopped.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>To be left open: {criteria}.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search without these</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search without the dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search with any separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search with any share of valid pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search all satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search all months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search without the orbit direction</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search all projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search all paths, rows, tiles and frames</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Search all versions</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>dates</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>separation</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>valid pixels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>satellites</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>months</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>orbit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>projections</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>places</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>versions</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>Other</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show {satellite} alone</source>
        <translation type="unfinished" />
    </message>
</context>
</TS>
