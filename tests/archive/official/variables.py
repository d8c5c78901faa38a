"""The variables of a store: types, what stands for "missing", and attributes as real cubes have."""

from __future__ import annotations

from dataclasses import dataclass, field

from .values import FILL, MATRIX_SCALE

SPEED = "meter/year"
DAYS = "days since 1970-01-01"
_RADAR = "conversion matrix element (1st row, {} column) that can be multiplied with v{} to give "
_RADAR += "range pixel displacement dr (see Eq. A18 in https://www.mdpi.com/2072-4292/13/4/749)"
_CHIPS = (
    "Optical data: chip_size_coordinates = 'image projection geometry: width = x, height = y'. "
    "Radar data: chip_size_coordinates = 'radar geometry: width = range, height = azimuth'"
)
_FLAG = (
    "flag for applying velocity bias correction: 0 = no correction; 1 = correction from "
    "overlapping stable surface mask (stationary or slow-flowing surfaces with velocity < 15 m/yr)"
    "(top priority); 2 = correction from slowest 25% of overlapping velocities (second priority)"
)


@dataclass(frozen=True)
class Variable:
    """A variable before it has values.

    :param dtype: as it is stored
    :param fill: of the store; None if it names none
    :param missing: the attribute ``missing_value``; None without one
    """

    name: str
    dtype: str
    standard_name: str
    description: str
    fill: float | None = None
    missing: float | None = None
    more: dict[str, object] = field(default_factory=dict)

    @property
    def attributes(self) -> dict[str, object]:
        """All attributes but the dimensions."""
        told = {"standard_name": self.standard_name, "description": self.description, **self.more}
        return told if self.missing is None else {**told, "missing_value": self.missing}


def _grid(
    name: str, dtype: str, standard: str, text: str, missing: int, **more: object
) -> Variable:
    told = {"grid_mapping": "mapping", **more}
    return Variable(name, dtype, standard, text, missing, missing, told)


#: (mid_date, y, x)
STACKED = (
    _grid("v", "<i2", "land_ice_surface_velocity", "velocity magnitude", FILL, units=SPEED),
    _grid("v_error", "<i2", "velocity_error", "velocity magnitude error", FILL, units=SPEED),
    *(
        _grid(
            *(f"v{axis}", "<i2", f"land_ice_surface_{axis}_velocity"),
            *(f"velocity component in {axis} direction", FILL),
            units=SPEED,
        )
        for axis in "xy"
    ),
    *(
        _grid(
            *(f"M1{number}", "<i2", f"conversion_matrix_element_1{number}"),
            *(_RADAR.format(nth, axis), FILL),
            units="pixel/(meter/year)",
            scale_factor=MATRIX_SCALE,
            add_offset=0.0,
        )
        for number, nth, axis in ((1, "1st", "x"), (2, "2nd", "y"))
    ),
    *(
        _grid(
            *(f"chip_size_{side}", "<u2", f"chip_size_{side}"),
            *(f"{side} of search template (chip)", 0),
            units="m",
            chip_size_coordinates=_CHIPS,
            **{f"{axis}_pixel_size": 10.0},
        )
        for side, axis in (("height", "y"), ("width", "x"))
    ),
    _grid(
        *("interp_mask", "|u1", "interpolated_value_mask", "light interpolation mask", 0),
        flag_values=[0, 1],
        flag_meanings="measured interpolated",
    ),
)
#: (y, x)
FLAT = tuple(
    _grid(
        *(name, "|u1", f"{text} mask", f"{text} mask, 0 = non-{word}, 1 = {word}", 255),
        flag_values=[0, 1],
        flag_meanings="non-ice ice",
    )
    for name, text, word in (
        ("landice", "land ice", "land-ice"),
        ("floatingice", "floating ice", "floating-ice"),
    )
)


def _times() -> list[Variable]:
    nothing = float("nan")
    made = [
        Variable(
            *("date_center", "<f8", "image_pair_center_date"),
            *("midpoint of image 1 and image 2 acquisition date", nothing, None),
            {"units": DAYS, "calendar": "proleptic_gregorian"},
        ),
        Variable(
            *("date_dt", "<f4", "image_pair_time_separation"),
            *("time separation between acquisition of image 1 and image 2", nothing, None),
            {"units": "days"},
        ),
    ]
    for number in "12":
        made.append(
            Variable(
                *(f"acquisition_date_img{number}", "<f8", f"image{number}_acquition_date"),
                *(f"acquisition date and time of image {number}", nothing, None),
                {"units": DAYS, "calendar": "proleptic_gregorian"},
            )
        )
    return made


def _names(satellite: str) -> list[Variable]:
    made = []
    for number in "12":
        for what, dtype, text in (
            ("mission", "<U1", "id of the mission that acquired image"),
            ("satellite", satellite, "id of the satellite that acquired image"),
            ("sensor", "<U3", "id of the sensor that acquired image"),
        ):
            name, standard = f"{what}_img{number}", f"image{number}_{what}"
            made.append(Variable(name, dtype, standard, f"{text} {number}"))
    software = "autoRIFT_software_version"
    made.append(Variable(software, "<U5", software, "version of autoRIFT software"))
    made.append(Variable("granule_url", "<U1024", "granule_url", "original granule URL"))
    return made


def _numbers() -> list[Variable]:
    made = []
    errors = {
        "": "best estimate of {}_velocity error: v{}_error is populated according to the approach "
        'used for the velocity bias correction as indicated in "stable_shift_flag"',
        "_modeled": "1-sigma error calculated using a modeled error-dt relationship",
        "_slow": "RMSE over slowest 25% of retrieved velocities",
        "_stationary": "RMSE over stable surfaces, stationary or slow-flowing surfaces with "
        "velocity < 15 meter/year identified from an external mask",
    }
    shifts = {
        "": "applied v{} shift calibrated using pixels over stable or slow surfaces",
        "_slow": "v{} shift calibrated using valid pixels over slowest 25% of retrieved velocities",
        "_stationary": "v{} shift calibrated using valid pixels over stable surfaces,  stationary "
        "or slow-flowing surfaces with velocity < 15 m/yr identified from an external mask",
    }
    for axis in "xy":
        for ending, text in errors.items():
            name = f"v{axis}_error{ending}"
            told = text.format(axis, axis)
            made.append(Variable(name, "<f4", name, told, FILL, None, {"units": SPEED}))
        for ending, text in shifts.items():
            name = f"v{axis}_stable_shift{ending}"
            told = text.format(axis)
            made.append(Variable(name, "<f4", name, told, FILL, None, {"units": SPEED}))
    for number in "12":
        name = f"M1{number}_dr_to_vr_factor"
        text = "multiplicative factor that converts slant range pixel displacement dr to slant "
        text += "range velocity vr"
        more = {"units": "meter/(year*pixel)"}
        made.append(Variable(name, "<f4", name, text, FILL, None, more))
    return made


def _counts() -> list[Variable]:
    units = {"units": "count"}
    over = {
        "slow": "over slowest 25% of ice",
        "stationary": "over stationary or slow-flowing surfaces",
    }
    made = [
        Variable(
            *("roi_valid_percentage", "<f4", "region_of_interest_valid_pixel_percentage"),
            "percentage of pixels with a valid velocity estimate determined for the intersection "
            "of the full image pair footprint and the region of interest (roi) that defines where "
            "autoRIFT tried to estimate a velocity",
            FILL,
        ),
        Variable("stable_shift_flag", "|u1", "stable_shift_flag", _FLAG),
    ]
    for word, where in over.items():
        name = f"stable_count_{word}"
        text = f"number of valid pixels {where}"
        made.append(Variable(name, "<u2", name, text, None, None, units))
    return made


def of_layers(satellite_dtype: str) -> tuple[Variable, ...]:
    """The variables along ``mid_date`` alone."""
    return (*_times(), *_names(satellite_dtype), *_numbers(), *_counts())
